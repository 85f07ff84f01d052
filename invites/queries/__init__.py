"""Questions about paper. What is asked about one file is in `files`, about offline managers in `managers`."""

from invites.queries.waiting import (
    CountryWaiting,
    PaperFunnel,
    country_name,
    files_with_counts,
    last_file,
    lock_company,
    paper_funnel,
    waiting,
    waiting_by_country,
    waiting_total,
)

__all__ = [
    "CountryWaiting",
    "PaperFunnel",
    "country_name",
    "files_with_counts",
    "last_file",
    "lock_company",
    "paper_funnel",
    "waiting",
    "waiting_by_country",
    "waiting_total",
]
