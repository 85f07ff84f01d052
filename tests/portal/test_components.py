"""Each component: what it draws, that it escapes, and that everything is tied to what it belongs to."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import pytest
from django import forms
from django.core.paginator import Paginator

from tests.portal.markup import draw, only, words, write

NASTY = '<b onclick="x">&</b>'


class PersonForm(forms.Form):
    name = forms.CharField(label="First name", max_length=150)
    email = forms.EmailField(label="E-mail", help_text="May stay empty.", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    message = forms.CharField(label="Message", widget=forms.Textarea, max_length=20, required=False)
    country = forms.ChoiceField(label="Country", choices=[("DE", "Germany"), ("PL", "Poland")])
    hired = forms.DateField(label="Hire date", required=False)
    encoding = forms.ChoiceField(
        label="Encoding", widget=forms.RadioSelect, choices=[("a", "UTF-8"), ("b", "CP")]
    )
    agreed = forms.BooleanField(label="Everybody is in this file", help_text="Who is missing has left.")
    upload = forms.FileField(label="HR file")
    step = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Nothing fits together.")


@pytest.fixture
def blank() -> PersonForm:
    return PersonForm()


@pytest.fixture
def refused() -> PersonForm:
    return PersonForm({"name": "", "email": "no address", "country": "XX"})


def field(form: forms.Form, name: str) -> Element:
    return draw('{% include "components/field.html" with field=f %}', f=form[name])


def by_id(root: Element, name: str) -> Element:
    return only(root, f"*[@id='{name}']")


# Fields


@pytest.mark.rule("X2", "every control of a form has a label that is tied to it")
def test_every_control_has_its_label(blank: PersonForm) -> None:
    page = draw('{% include "components/form_fields.html" %}', form=blank)
    controls = [
        control
        for tag in ("input", "select", "textarea")
        for control in page.iter(tag)
        if control.get("type") != "hidden"
    ]
    named = {label.get("for") for label in page.iter("label")}

    assert len(controls) == 10
    assert [c.get("id") for c in controls if c.get("id") not in named] == []


@pytest.mark.rule("X2", "a field's error is read out with the field, in the words of the summary")
@pytest.mark.parametrize("name", ["name", "email", "password", "country", "encoding", "agreed", "upload"])
def test_an_error_is_tied_to_its_control(refused: PersonForm, name: str) -> None:
    page = field(refused, name)
    described = [e for e in page.iter() if f"id_{name}_error" in e.get("aria-describedby", "").split()]
    message = by_id(page, f"id_{name}_error")

    assert [e.get("id") for e in described] == [f"id_{name}"]
    assert words(message) == f"Error: {refused.errors[name][0]}"


@pytest.mark.parametrize("name", ["name", "email", "country", "upload"])
def test_a_control_with_an_error_says_that_it_is_invalid(
    blank: PersonForm, refused: PersonForm, name: str
) -> None:
    assert by_id(field(blank, name), f"id_{name}").get("aria-invalid") is None
    assert by_id(field(refused, name), f"id_{name}").get("aria-invalid") == "true"


@pytest.mark.parametrize("name", ["email", "agreed"])
def test_a_hint_is_tied_to_its_control(blank: PersonForm, name: str) -> None:
    page = field(blank, name)

    assert by_id(page, f"id_{name}").get("aria-describedby") == f"id_{name}_helptext"
    assert words(by_id(page, f"id_{name}_helptext")) == blank[name].help_text


def test_hint_and_error_are_both_read_out(refused: PersonForm) -> None:
    control = by_id(field(refused, "email"), "id_email")

    assert control.get("aria-describedby") == "id_email_helptext id_email_error"


@pytest.mark.rule("X3", "what was typed stays in the field after a refusal, but for passwords")
def test_typed_values_stay() -> None:
    form = PersonForm({"name": NASTY, "email": "no address", "password": "secret words", "country": "PL"})
    page = draw('{% include "components/form_fields.html" %}', form=form)

    assert by_id(page, "id_name").get("value") == NASTY
    assert by_id(page, "id_email").get("value") == "no address"
    assert by_id(page, "id_password").get("value") is None
    assert only(page, "option[@selected]").get("value") == "PL"


@pytest.mark.parametrize(("name", "shown"), [("name", "First name"), ("email", "E-mail (optional)")])
def test_what_may_stay_empty_is_marked(blank: PersonForm, name: str, shown: str) -> None:
    assert words(only(field(blank, name), "label")) == shown


def test_radios_are_a_group_with_a_legend(blank: PersonForm) -> None:
    page = field(blank, "encoding")
    group = only(page, "fieldset")

    assert words(only(group, "legend")) == "Encoding"
    assert [words(label) for label in group.iter("label")] == ["UTF-8", "CP"]


def test_show_button_of_a_password_waits_for_script(blank: PersonForm) -> None:
    button = only(field(blank, "password"), "button")

    assert (button.get("type"), button.get("hidden"), words(button)) == ("button", "", "Show")


def test_show_button_can_be_left_out(blank: PersonForm) -> None:
    page = draw('{% include "components/field.html" with field=f reveal=False %}', f=blank["password"])

    assert page.findall(".//button") == []


def test_long_text_says_how_much_room_there_is(blank: PersonForm) -> None:
    page = field(blank, "message")
    line = by_id(page, "id_message_counter")

    assert words(line) == "At most 20 characters"
    assert by_id(page, "id_message").get("aria-describedby") == "id_message_counter"


def test_hidden_fields_have_no_label(blank: PersonForm) -> None:
    page = field(blank, "step")

    assert [e.tag for e in page] == ["input"]


def test_file_drop_is_a_file_input_underneath(blank: PersonForm) -> None:
    page = field(blank, "upload")
    control = by_id(page, "id_upload")

    assert (control.get("type"), control.get("name")) == ("file", "upload")
    assert only(page, "*[@data-choose]").get("hidden") == ""


def test_choice_cards_explain_each_way(blank: PersonForm) -> None:
    template = '{% include "components/choice_cards.html" with field=form.encoding descriptions=d %}'
    page = draw(template, form=blank, d={"a": f"Most files {NASTY}"})

    assert [words(label) for label in page.iter("label")] == [f"UTF-8Most files {NASTY}", "CP"]
    assert [option.get("value") for option in page.iter("input")] == ["a", "b"]


# The summary of errors


@pytest.mark.rule("X3", "errors stand at the top, each as a link to its field")
def test_error_summary_links_to_the_fields(refused: PersonForm) -> None:
    page = draw('{% include "components/error_summary.html" with form=form %}', form=refused)
    links = [(a.get("href"), words(a)) for a in page.iter("a")]

    assert words(only(page, "h2")) == "8 things to mend"
    assert words(only(page, "*[@class='strong']")) == "Nothing fits together."
    assert links[:2] == [
        ("#id_name", "First name: This field is required."),
        ("#id_email", "E-mail: Enter a valid email address."),
    ]
    assert ("#id_encoding", "Encoding: This field is required.") in links
    assert only(page, "div[@role='alert']").get("tabindex") == "-1"


@pytest.mark.rule("X2", "each link of the error summary leads to something that is on the page")
def test_error_summary_leads_somewhere(refused: PersonForm) -> None:
    both = '{% include "components/error_summary.html" %}{% include "components/form_fields.html" %}'
    page = draw(both, form=refused)
    ids = {element.get("id") for element in page.iter()}

    assert [a.get("href") for a in page.iter("a") if a.get("href", "")[1:] not in ids] == []


def test_error_summary_is_silent_without_errors(blank: PersonForm) -> None:
    assert write('{% include "components/error_summary.html" with form=form %}', form=blank).strip() == ""


def test_error_summary_of_several_forms(refused: PersonForm, blank: PersonForm) -> None:
    page = draw('{% include "components/error_summary.html" with forms=forms %}', forms=[blank, refused])

    assert words(only(page, "h2")) == "8 things to mend"


# Buttons


def test_button_is_a_submit_button() -> None:
    button = only(draw("{% button %}Save{% endbutton %}"), "button")

    assert (button.get("class"), button.get("type"), words(button)) == ("button", "submit", "Save")


def test_button_with_an_address_is_a_link() -> None:
    link = only(draw('{% button "quiet" href="/admin?a=1&b=2" %}Go{% endbutton %}'), "a")

    assert (link.get("class"), link.get("href")) == ("button quiet", "/admin?a=1&b=2")


def test_busy_button_says_so() -> None:
    button = only(draw("{% button busy=True compact=True %}Generating{% endbutton %}"), "button")

    assert (button.get("aria-busy"), button.get("class")) == ("true", "button compact")


# What says something


@pytest.mark.rule("X2", "no component lets markup from data through")
@pytest.mark.parametrize(
    "template",
    [
        "{% button href=x %}{{ x }}{% endbutton %}",
        "{% button name=x value=x busy_label=x %}{{ x }}{% endbutton %}",
        "{% badge %}{{ x }}{% endbadge %}",
        '{% notice "warn" title=x %}{{ x }}{% endnotice %}',
        "{% empty_state title=x text=x %}{{ x }}{% endempty_state %}",
        '{% dialog "d" title=x %}{{ x }}{% enddialog %}',
        "{% table caption=x %}<tr><td>{{ x }}</td></tr>{% endtable %}",
        "{% tabs label=x %}{% tab href=x %}{{ x }}{% endtab %}{% endtabs %}",
        "<dl>{% fact x %}{{ x }}{% endfact %}</dl>",
        "<ol>{% event title=x by=x %}{{ x }}{% endevent %}</ol>",
        "{% steps 1 x x %}",
        "{% sort_header x x %}",
        "{% bar_chart rows title=x label=x value=x %}",
        "{% funnel_chart rows title=x label=x value=x %}",
        "{% line_chart rows title=x label=x value=x %}",
        '{% include "components/avatar.html" with name=x %}',
        '{% include "components/crumb.html" with href=x label=x %}',
        '{% include "components/page_header.html" with title=x lead=x actions=x %}',
        '{% include "components/progress.html" with label=x left=x done=1 total=2 poll=x %}',
        '{% include "components/select_row.html" with label=x value=x %}',
        '{% include "components/stat.html" with value=x label=x hint=x href=x %}',
        '{% include "components/toast.html" with text=x %}',
        "{% keep as kept %}{{ x }}{% endkeep %}{{ kept }}",
    ],
)
def test_markup_in_data_is_shown_as_text(template: str) -> None:
    html = write(template, x=NASTY, rows=[(NASTY, 1), (NASTY, 2)])

    assert "<b onclick" not in html
    assert "&amp;lt;" not in html, "escaped twice"


def test_bad_news_is_announced_and_good_news_is_not() -> None:
    assert only(draw('{% notice "bad" %}Lost{% endnotice %}'), "div[@role='alert']") is not None
    assert draw('{% notice "good" %}Found{% endnotice %}').findall(".//div[@role='alert']") == []


def test_fact_without_a_value_shows_a_dash() -> None:
    assert words(only(draw("<dl>{% fact 'Site' %}{{ nothing }}{% endfact %}</dl>"), "dd")) == "–"


def test_event_names_the_moment_for_machines_too() -> None:
    moment = datetime(2027, 3, 2, 12, 5, tzinfo=UTC)
    page = draw("<ol>{% event title='Invited' when=when by='Alice' %}{% endevent %}</ol>", when=moment)
    time = only(page, "time")

    assert (time.get("datetime"), words(time)) == ("2027-03-02T12:05:00+00:00", "2 March 2027, 12:05")


def test_progress_is_a_progress_element_with_plain_numbers() -> None:
    template = '{% include "components/progress.html" with label="Reading" done=8400 total=20000 %}'
    page = draw(template)
    bar = only(page, "progress")

    assert (bar.get("value"), bar.get("max"), bar.get("aria-label")) == ("8400", "20000", "Reading")
    assert words(only(page, "span[@role='status']")) == "Reading"
    assert words(only(page, "span[@class='muted num']")) == "8,400 of 20,000"


def test_progress_without_a_total_is_undetermined() -> None:
    bar = only(
        draw('{% include "components/progress.html" with label="Waiting" done=0 total=0 %}'), "progress"
    )

    assert (bar.get("value"), bar.get("max")) == (None, None)


def test_steps_mark_where_one_is() -> None:
    page = draw('{% steps 2 "Upload" "Check" "Result" %}')

    assert [(words(li), li.get("aria-current")) for li in page.iter("li")] == [
        ("Upload (done)", None),
        ("2Check", "step"),
        ("3Result", None),
    ]


def test_bar_chart_is_a_table_with_pictures() -> None:
    page = draw(
        "{% funnel_chart rows title='How far' label='Stage' value='People' %}", rows=[("A", 1200), ("B", 300)]
    )

    assert [[words(cell) for cell in row] for row in only(page, "tbody")] == [
        ["A", "", "1,200", "100 %"],
        ["B", "", "300", "25 %"],
    ]
    assert [r.get("width") for r in page.iter("rect") if r.get("class") == "bar"] == ["1000", "250"]


def test_line_chart_has_its_numbers_in_a_table() -> None:
    page = draw(
        "{% line_chart rows title='Week by week' label='Week' value='People' %}", rows=[("9", 3), ("10", 6)]
    )

    assert [[words(cell) for cell in row] for row in only(page, "tbody")] == [["9", "3"], ["10", "6"]]
    assert only(page, "svg").get("aria-label") == "Week by week"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lindqvist", "AL"),
        ("José María Álvarez de la Vega", "JV"),
        ("ada", "A"),
        ("王小明", "王"),
        ("محمد علي", "مع"),
        ("  ", "?"),
        ("(Ada) -", "?"),
    ],
)
def test_avatar_shows_first_letters(name: str, letters: str) -> None:
    avatar = only(draw('{% include "components/avatar.html" with name=n %}', n=name), "span")

    assert (words(avatar), avatar.get("aria-hidden")) == (letters, "true")


# Lists


def test_heading_sorts_and_forgets_the_page() -> None:
    heading = only(draw('<table><tr>{% sort_header "name" "Name" %}</tr></table>', "/?q=a%26b&page=3"), "th")

    assert heading.get("aria-sort") is None
    assert only(heading, "a").get("href") == "?q=a%26b&sort=name"


@pytest.mark.parametrize(
    ("address", "direction", "href"),
    [("/?sort=name", "ascending", "?sort=-name"), ("/?sort=-name", "descending", "?sort=name")],
)
def test_heading_turns_the_order_round(address: str, direction: str, href: str) -> None:
    heading = only(draw('<table><tr>{% sort_header "name" "Name" %}</tr></table>', address), "th")

    assert (heading.get("aria-sort"), only(heading, "a").get("href")) == (direction, href)


def test_table_has_a_caption_for_those_who_do_not_see_it() -> None:
    caption = only(draw('{% table caption="Employees" %}<tr><td>1</td></tr>{% endtable %}'), "caption")

    assert (words(caption), caption.get("class")) == ("Employees", "hush")


def test_row_to_select_is_named() -> None:
    template = '<table><tr>{% include "components/select_row.html" with value=7 label="Ada" of_form="f" %}</tr></table>'
    box = only(draw(template), "input")

    assert (box.get("aria-label"), box.get("value"), box.get("form")) == ("Select Ada", "7", "f")


def test_tabs_are_links_of_which_one_is_open() -> None:
    template = (
        '{% tabs label="Lists" %}{% tab href="?tab=a" current=True count=1204 %}Invites{% endtab %}'
        '{% tab href="?tab=b" %}Reminders{% endtab %}{% endtabs %}'
    )
    page = draw(template)

    assert only(page, "nav").get("aria-label") == "Lists"
    assert [(words(a), a.get("aria-current")) for a in page.iter("a")] == [
        ("Invites 1,204", "page"),
        ("Reminders", None),
    ]


def test_pager_keeps_what_was_filtered() -> None:
    page = Paginator(range(1204), 50).page(2)
    pager = draw('{% include "components/pager.html" %}', "/?q=Ada&page=2", page=page)
    links = {words(a): a.get("href") for a in pager.iter("a")}

    assert words(only(pager, "p")) == "51 to 100 of 1,204"
    assert links == {
        "Previous": "?q=Ada&page=1",
        "1": "?q=Ada&page=1",
        "2": "?q=Ada&page=2",
        "3": "?q=Ada&page=3",
        "25": "?q=Ada&page=25",
        "Next": "?q=Ada&page=3",
    }
    assert [words(a) for a in pager.iter("a") if a.get("aria-current")] == ["2"]


def test_one_page_needs_no_pager() -> None:
    page = Paginator(range(3), 50).page(1)

    assert write('{% include "components/pager.html" %}', page=page).strip() == ""


def test_filter_bar_keeps_order_and_tab() -> None:
    class Search(forms.Form):
        q = forms.CharField(label="Search", required=False)

    page = draw(
        '{% include "components/filter_bar.html" with form=f clear="/x" %}',
        "/?sort=-name&tab=b&q=1",
        f=Search(),
    )

    assert [(i.get("name"), i.get("value")) for i in page.iter("input") if i.get("type") == "hidden"] == [
        ("sort", "-name"),
        ("tab", "b"),
    ]
    assert only(page, "a").get("href") == "/x"
    assert only(page, "form").get("method") == "get"
