"""Five reasons to begin with. They become the company's own words, so they stand here in every language of records."""

from django.conf import settings

_LANGUAGES = ("en", "es", "fr", "de", "pt", "pl", "ar")
_NAMES = (
    (
        "Safety first",
        "La seguridad primero",
        "La sécurité d’abord",
        "Sicherheit zuerst",
        "Segurança em primeiro lugar",
        "Bezpieczeństwo przede wszystkim",
        "السلامة أولاً",
    ),
    (
        "Team spirit",
        "Espíritu de equipo",
        "Esprit d’équipe",
        "Zusammenhalt",
        "Espírito de equipa",
        "Duch zespołu",
        "روح الفريق",
    ),
    (
        "Good for our customers",
        "Por nuestros clientes",
        "Pour nos clients",
        "Für unsere Kunden",
        "Pelos nossos clientes",
        "Dla naszych klientów",
        "من أجل عملائنا",
    ),
    (
        "A better way",
        "Una forma mejor",
        "Une meilleure façon de faire",
        "Ein besserer Weg",
        "Uma forma melhor",
        "Lepszy sposób",
        "طريقة أفضل",
    ),
    (
        "Above and beyond",
        "Más allá del deber",
        "Plus que le nécessaire",
        "Mehr als verlangt",
        "Mais do que o pedido",
        "Więcej niż trzeba",
        "أكثر من المطلوب",
    ),
)


def names_of_starters() -> list[dict[str, str]]:
    """By language code, each in every language of records."""
    named = (zip(_LANGUAGES, names, strict=True) for names in _NAMES)
    return [
        {language: name for language, name in pairs if language in settings.RECORD_LANGUAGES}
        for pairs in named
    ]
