"""Who may see which recognitions (R2), the walls that follow from it, and what colleagues add (R8)."""

from recognition.queries.wall.answers import Answers, Said, comments_of, who_reacted
from recognition.queries.wall.pages import PER_PAGE, WallPage, Wanted, count_newer, wall_page
from recognition.queries.wall.posts import Picture, Post, Thanked, find_post, posts_of, with_answers
from recognition.queries.wall.seen_by import SeenBy, seen_by
from recognition.queries.wall.viewers import Viewer, visible_to

__all__ = [
    "PER_PAGE",
    "Answers",
    "Picture",
    "Post",
    "Said",
    "SeenBy",
    "Thanked",
    "Viewer",
    "WallPage",
    "Wanted",
    "comments_of",
    "count_newer",
    "find_post",
    "posts_of",
    "seen_by",
    "visible_to",
    "wall_page",
    "who_reacted",
    "with_answers",
]
