"""What the people of Meridian Works say to each other, each in the language of the place."""

from dataclasses import dataclass

from workstars.portal.demo.people import COORDINATOR, EMPLOYEE, MANAGER

COMPANY, COLLEAGUE = "company", "colleague"
OFFLINE = "offline"

SAFETY, TEAM, CUSTOMERS, BETTER, BEYOND = (
    "Safety first",
    "Team spirit",
    "Good for our customers",
    "A better way",
    "Above and beyond",
)


@dataclass(frozen=True)
class Note:
    """One recognition. `site` is where its people work; `to` and `sender` are an address of the demo or one of the
    words above. Names of recipients are put in for {name}. Points come from the company alone. `replies` are comments
    of colleagues of the same place."""

    days_ago: int
    site: str
    message: str
    reason: str = ""
    ecard: str = ""
    to: str = COLLEAGUE
    sender: str = COLLEAGUE
    people: int = 1
    points: int = 0
    private: bool = False
    copied: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()


NOTES = (
    Note(57, "Poznań Office",
         "{name}, dziękuję za przygotowanie startu Workstars. Bez Ciebie nadal wisiałyby kartki na tablicy. 😊",
         TEAM, "thank-you", to=COORDINATOR, sender=MANAGER),
    Note(54, "Kassel",
         "{name}, das Ersatzteil für Presse 4 war dank dir noch vor der Nachtschicht da. Stark!",
         CUSTOMERS, "well-done", replies=("Stimmt, ohne dich hätten wir die Schicht absagen müssen.",)),
    Note(52, "Cork",
         "{name}, the new racking plan is clever and it works. The night shift says thank you, too.",
         BETTER, "great-idea", replies=("Best change this year.", "And nobody bumps into bay 3 any more. 😄")),
    Note(49, "Cork",
         "{name} saw the loose guard rail on bay 7, closed the bay and had it mended before lunch. Nobody had asked. "
         "That is exactly how it should be.",
         SAFETY, "safety-first"),
    Note(46, "Poznań Office",
         "{name}: la auditoría salió perfecta, y fue en gran parte gracias a ti. ¡Enhorabuena!",
         BEYOND, "above-and-beyond"),
    Note(44, "Hamburg",
         "{name}, תודה על העזרה עם המשלוח הדחוף. בזכותך הלקוח קיבל הכול בזמן.",
         CUSTOMERS, "thank-you"),
    Note(42, "Pune",
         "{name}, नई मशीन की ट्रेनिंग इतनी अच्छी तरह देने के लिए बहुत-बहुत धन्यवाद!",
         TEAM, "great-idea"),
    Note(38, "Poznań",
         "{name}, dziękuję za sobotę! Linia stała, a mimo to zdążyliśmy z dostawą. To Twoja zasługa.",
         BEYOND, "above-and-beyond", to=EMPLOYEE, sender=MANAGER),
    Note(36, "Poznań",
         "{name}, Twój pomysł z oznaczeniem regałów oszczędza nam pół godziny dziennie. Meridian Works dziękuje!",
         BETTER, "great-idea", to=EMPLOYEE, sender=COMPANY, points=250, copied=(MANAGER,),
         replies=("Gratulacje, w pełni zasłużone!",)),
    Note(33, "Kassel",
         "Liebe Nachtschicht, {name}: danke für eure Ruhe am Dienstag, als der Strom ausfiel. Das war vorbildlich.",
         SAFETY, "team", people=3, replies=("Ihr habt uns allen die Woche gerettet.",)),
    Note(31, "Cork",
         "Ten years at Meridian Works, {name}. Congratulations, and thank you for every one of them. 🎉",
         ecard="anniversary", sender=COMPANY, points=500,
         replies=("Here’s to the next ten!", "Congratulations from the late shift. 🎂")),
    Note(29, "Rayong",
         "{name}，谢谢你主动帮助夜班的同事，把最后一批货准时发出去了。",
         CUSTOMERS, "well-done"),
    Note(27, "Poznań",
         "{name}, wiem, że to był trudny miesiąc. Dziękuję, że mimo wszystko zawsze można na Ciebie liczyć.",
         to=EMPLOYEE, sender=MANAGER, private=True),
    Note(25, "Kassel",
         "{name}، شكراً جزيلاً على مساعدة الزملاء الجدد في أسبوعهم الأول. 🌟",
         TEAM, "welcome"),
    Note(23, "Gdańsk",
         "{name}, дякую за допомогу в перші дні! Без вас було б дуже важко. 💙💛",
         TEAM, "thank-you"),
    Note(21, "Poznań Office",
         "Merci {name} pour la visite guidée de l’usine : nos clients en parlent encore.",
         CUSTOMERS, "welcome", to=COORDINATOR),
    Note(19, "Rayong",
         "{name}さん、急な依頼にもかかわらず丁寧に対応していただき、ありがとうございました。",
         CUSTOMERS, "thank-you"),
    Note(17, "Kassel",
         "{name}, σ’ ευχαριστώ που έμεινες ως αργά για να τελειώσουμε την απογραφή. Τα κατάφερες υπέροχα!",
         BEYOND, "above-and-beyond"),
    Note(14, "Pune",
         "Thank you {name} for covering two shifts in a row while half of the team was down with flu. Get some rest!",
         BEYOND, "thank-you", replies=("Sleep well, you earned it.",)),
    Note(11, "Poznań",
         "{name}, dziękuję za spokojne wdrożenie nowej wagi. Wszyscy już umieją z niej korzystać.",
         BETTER, "well-done", to=OFFLINE, sender=MANAGER),
    Note(10, "Rayong",
         "{name}님, 품질 점검을 꼼꼼하게 해 주셔서 감사합니다. 덕분에 불량이 크게 줄었어요.",
         BETTER, "well-done"),
    Note(8, "Poznań",
         "{name}, dziękuję za grafik na święta. Pierwszy raz od lat wszyscy są zadowoleni!",
         TEAM, "team", to=MANAGER, sender=EMPLOYEE, replies=("Dziękuję. To wspólna robota!",)),
    Note(6, "Hamburg",
         "{name}, dein Auge für Details hat uns eine Reklamation erspart. Vielen Dank!",
         CUSTOMERS, "great-idea", replies=("Adleraugen!",)),
    Note(3, "Poznań",
         "Wielkie brawa, {name}: 120 dni bez wypadku na hali B. Tak trzymać!",
         SAFETY, "safety-first", to=OFFLINE, sender=MANAGER, people=3,
         replies=("Brawo! 💪", "To był dobry rok. Oby tak dalej.")),
    Note(2, "Rayong",
         "ขอบคุณ{name}มากที่ช่วยดูแลเครื่องจักรช่วงวันหยุดยาว งานเดินต่อได้เพราะคุณ 🙏",
         TEAM, "thank-you"),
    Note(1, "Poznań",
         "{name}, dziękujemy za szkolenie dla nowych osób w Poznaniu. Cierpliwość to też talent.",
         TEAM, "welcome", to=EMPLOYEE, sender=COORDINATOR, copied=(MANAGER,)),
)  # fmt: skip
