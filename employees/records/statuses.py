"""Words of HR systems for who works and who has left, in English, German, Spanish, French, Portuguese and Polish."""

from functools import lru_cache

from workstars.lib.text import fold_search

_ACTIVE = """
active, a, employed, current, true, yes, y, 1, enabled, working, employee, hired, on leave, leave, l, paid leave,
unpaid leave, leave of absence, parental leave, maternity leave, sick leave, furlough, furloughed, suspended, probation,
on probation, in probation, permanent, notice, on notice, notice period, pending termination, not started, pre hire,
preboarding, onboarding, dormant leave,
aktiv, beschaftigt, angestellt, ja, beurlaubt, elternzeit, mutterschutz, ruhend, freigestellt, gekundigt,
activo, activa, alta, en alta, si, de alta, empleado, empleada, baja medica, excedencia, en activo,
actif, active, en poste, oui, present, presente, en conge, conge, conge maternite, conge parental,
ativo, ativa, sim, empregado, empregada, ferias, afastado, afastada, licenca, em atividade, ao servico,
aktywny, aktywna, tak, zatrudniony, zatrudniona, pracuje, urlop, na urlopie, urlop macierzynski, urlop wychowawczy
"""
_LEFT = """
terminated, inactive, t, i, left, leaver, resigned, retired, deceased, dismissed, withdrawn, discharged, separated,
former, ex employee, disabled, deactivated, deleted, false, no, n, 0, quit, laid off, redundant, end of contract,
terminated with pay, terminated without pay, retired with pay, reported no show, no show,
inaktiv, ausgeschieden, ausgetreten, ehemalig, rentner, rente, im ruhestand, pensioniert, verstorben, nein, beendet,
inactivo, inactiva, baja, de baja, en baja, cesado, cesada, despedido, despedida, jubilado, jubilada, fallecido,
inactif, inactive, sorti, sortie, parti, partie, licencie, licenciee, retraite, retraitee, demissionnaire, non, decede,
inativo, inativa, desligado, desligada, demitido, demitida, aposentado, aposentada, rescindido, nao, falecido,
nieaktywny, nieaktywna, zwolniony, zwolniona, nie, emeryt, emerytka, zakonczony, nie pracuje, byly, byla
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split(",") if word.strip())


ACTIVE_WORDS, LEFT_WORDS = _words(_ACTIVE), _words(_LEFT)


@lru_cache(maxsize=1_000)
def has_left(text: str) -> bool | None:
    """None for a word that is not known. An empty cell says nothing against working here."""
    word = " ".join(fold_search(text).replace("-", " ").replace("_", " ").replace("/", " ").split())
    if word in LEFT_WORDS:
        return True
    return False if not word or word in ACTIVE_WORDS else None
