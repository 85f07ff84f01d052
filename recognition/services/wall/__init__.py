"""What happens to a recognition on the wall: it is answered, commented on, hidden (R8)."""

from recognition.services.wall.commenting import CommentRefused, take_back_comment, write_comment
from recognition.services.wall.hiding import HidingRefused, hide_recognition, show_recognition
from recognition.services.wall.moderating import hide_comment, keep_comment, report_comment, show_comment
from recognition.services.wall.reacting import react

__all__ = [
    "CommentRefused",
    "HidingRefused",
    "hide_comment",
    "hide_recognition",
    "keep_comment",
    "react",
    "report_comment",
    "show_comment",
    "show_recognition",
    "take_back_comment",
    "write_comment",
]
