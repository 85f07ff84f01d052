from invites.models.attempts import AttemptCounter
from invites.models.codes import ActivationCode, Standing
from invites.models.files import CodeFile, CodeFileQuerySet, Kind
from invites.models.letters import LetterPack, LetterPart, OwnWords
from invites.models.plans import FunnelDay, Schedule, WaitingAsked
from invites.models.registrations import PaperRegistration, Registration, RegistrationDigest

__all__ = [
    "ActivationCode",
    "AttemptCounter",
    "CodeFile",
    "CodeFileQuerySet",
    "FunnelDay",
    "Kind",
    "LetterPack",
    "LetterPart",
    "OwnWords",
    "PaperRegistration",
    "Registration",
    "RegistrationDigest",
    "Schedule",
    "Standing",
    "WaitingAsked",
]
