from django.urls import URLPattern, URLResolver, path

from recognition.views.batches import files, listing, operator, request, sender, ticket, wizard

urlpatterns: list[URLPattern | URLResolver] = [
    path("batches", listing.BatchesPage.as_view(), name="batches"),
    path("batches/new", wizard.NewBatchPage.as_view(), name="batches-new"),
    path("batches/template.csv", listing.TemplatePage.as_view(), name="batches-template"),
    path("batches/sender/<str:token>", sender.SenderPage.as_view(), name="batch-sender"),
    path("batches/<int:pk>", ticket.TicketPage.as_view(), name="batch"),
    path("batches/<int:pk>/request", request.RequestPage.as_view(), name="batch-request"),
    path("batches/<int:pk>/file", wizard.FilePage.as_view(), name="batch-file"),
    path("batches/<int:pk>/encoding", wizard.EncodingPage.as_view(), name="batch-encoding"),
    path("batches/<int:pk>/submit", ticket.SubmitPage.as_view(), name="batch-submit"),
    path("batches/<int:pk>/answer", ticket.AnswerPage.as_view(), name="batch-answer"),
    path("batches/<int:pk>/approve", ticket.ApprovePage.as_view(), name="batch-approve"),
    path("batches/<int:pk>/ask", ticket.AskPage.as_view(), name="batch-ask"),
    path("batches/<int:pk>/reject", ticket.RejectPage.as_view(), name="batch-reject"),
    path("batches/<int:pk>/cancel", ticket.CancelPage.as_view(), name="batch-cancel"),
    path("batches/<int:pk>/write", ticket.WritePage.as_view(), name="batch-write"),
    path("batches/<int:pk>/uploaded", files.UploadedFile.as_view(), name="batch-uploaded"),
    path("batches/<int:pk>/faulty", files.FaultyRows.as_view(), name="batch-faulty"),
    path("batches/<int:pk>/result", files.ResultFile.as_view(), name="batch-result"),
    path("backoffice/batches", operator.QueuePage.as_view(), name="backoffice-batches"),
    path("backoffice/batches/<int:pk>", operator.OperatorBatchPage.as_view(), name="backoffice-batch"),
    path(
        "backoffice/batches/<int:pk>/approve",
        operator.OperatorApprovePage.as_view(),
        name="backoffice-batch-approve",
    ),
    path("backoffice/batches/<int:pk>/ask", operator.OperatorAskPage.as_view(), name="backoffice-batch-ask"),
    path(
        "backoffice/batches/<int:pk>/reject",
        operator.OperatorRejectPage.as_view(),
        name="backoffice-batch-reject",
    ),
    path(
        "backoffice/batches/<int:pk>/write",
        operator.OperatorWritePage.as_view(),
        name="backoffice-batch-write",
    ),
]
