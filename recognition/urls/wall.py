from django.urls import URLPattern, URLResolver, path

from recognition.views import answers, moderation, wall

urlpatterns: list[URLPattern | URLResolver] = [
    path("wall", wall.WallPage.as_view(), name="wall"),
    path("wall/news", wall.WallNewsPage.as_view(), name="wall-news"),
    path("recognitions/<int:pk>", wall.RecognitionPage.as_view(), name="recognition"),
    path("recognitions/<int:pk>/private", wall.RecognitionPrivatePage.as_view(), name="recognition-private"),
    path("recognitions/<int:pk>/react", answers.ReactPage.as_view(), name="recognition-react"),
    path("recognitions/<int:pk>/comments", answers.CommentsPage.as_view(), name="recognition-comments"),
    path("recognitions/<int:pk>/hide", moderation.RecognitionHidePage.as_view(), name="recognition-hide"),
    path("recognitions/<int:pk>/show", moderation.RecognitionShowPage.as_view(), name="recognition-show"),
    path("comments/<int:pk>/take-back", answers.CommentTakeBackPage.as_view(), name="comment-take-back"),
    path("comments/<int:pk>/report", answers.CommentReportPage.as_view(), name="comment-report"),
    path("comments/<int:pk>/hide", moderation.CommentHidePage.as_view(), name="comment-hide"),
    path("comments/<int:pk>/show", moderation.CommentShowPage.as_view(), name="comment-show"),
    path("comments/<int:pk>/keep", moderation.CommentKeepPage.as_view(), name="comment-keep"),
    path("admin/moderation", moderation.ModerationPage.as_view(), name="moderation"),
]
