"""Who may see which recognitions (R2), and the walls that follow from it (R8)."""

from recognition.queries.wall.pages import PER_PAGE, WallPage, Wanted, wall_page
from recognition.queries.wall.posts import Picture, Post, Thanked, find_post, posts_of
from recognition.queries.wall.seen_by import SeenBy, seen_by
from recognition.queries.wall.viewers import Viewer, visible_to

__all__ = [
    "PER_PAGE",
    "Picture",
    "Post",
    "SeenBy",
    "Thanked",
    "Viewer",
    "WallPage",
    "Wanted",
    "find_post",
    "posts_of",
    "seen_by",
    "visible_to",
    "wall_page",
]
