"""Every error a caller may catch, one class each; the docstring is the message (design 4).

Knows nothing else. The command line and the log show `str(error)`, a page `error.message` in its reader's language:
what happened, where, and how to mend it, in Norwegian. Details (element, file, line) are keyword arguments.
"""

from __future__ import annotations

from engine import phrases


class SkolemiljoError(Exception):
    """Noe gikk galt."""

    def __init__(self, message: str | None = None, **details: object) -> None:
        """Take the class docstring as message where none is given; keep `details` for pages and logs."""
        self.message: str = message or phrases.say((type(self).__doc__ or "").strip())
        self.details = details
        super().__init__(self.message)


class CaseNotFound(SkolemiljoError):
    """Saken finnes ikke, eller du har ikke tilgang til den."""


class TaskNotFound(SkolemiljoError):
    """Oppgaven finnes ikke, eller du har ikke tilgang til den."""


class TaskNotOpen(SkolemiljoError):
    """Oppgaven er ikke åpen lenger. Det du skrev, er tatt vare på."""


class AnswerKept(SkolemiljoError):
    """Svaret ditt er tatt vare på, men du har ikke lenger tilgang til oppgaven."""


class LateAnswersFull(SkolemiljoError):
    """Det er ikke plass til flere svar fra deg i denne oppgaven. Dette siste er ikke tatt vare på i saken."""


class StaleVersion(SkolemiljoError):
    """Noen har endret saken etter at du åpnet siden. Det du skrev, er tatt vare på; last siden på nytt og se over."""


class NotAllowed(SkolemiljoError):
    """Du har ikke tilgang til dette. Rektor ved skolen kan gi deg tilgang til saken."""


class TaskTaken(NotAllowed):
    """En kollega har tatt oppgaven. Den må gis tilbake eller overlates til deg før du kan fullføre den."""


class PageOfAnother(SkolemiljoError):
    """En annen enn den som er logget inn nå, åpnet denne siden. Ingenting er lagret eller sendt."""


class AlreadySent(SkolemiljoError):
    """Fra denne siden er det alt sendt en melding. Det som står her nå, er ikke sendt."""


class CaseBusy(SkolemiljoError):
    """Saken behandles akkurat nå av en annen. Det du skrev, er tatt vare på; prøv igjen om et øyeblikk."""


class AnswersInvalid(SkolemiljoError):
    """Noen av svarene må rettes før oppgaven kan fullføres."""


class DraftConflict(SkolemiljoError):
    """Utkastet er endret i et annet vindu. Begge tekstene er tatt vare på."""


class TextTooLong(SkolemiljoError):
    """Det er mer tekst i skjemaet enn det kan lagres. Det du skrev, står her; kort det ned, eller legg det ved."""


class NothingToCorrect(SkolemiljoError):
    """Det er ikke noe her å rette."""


class MoveRefused(SkolemiljoError):
    """Saken kan ikke flyttes."""


class MessageNotAwaited(SkolemiljoError):
    """Ingen sak venter på denne meldingen."""


class CaseOpenAlready(SkolemiljoError):
    """Det er allerede en åpen sak for denne nøkkelen."""


class SignalNotAwaited(SkolemiljoError):
    """Saken venter ikke på dette signalet."""


# -- routines and diagrams


class RoutineNotFound(SkolemiljoError):
    """Rutinen er ikke publisert i denne kommunen."""


class DiagramRefused(SkolemiljoError):
    """Diagrammet kan ikke brukes slik det er. Rett funnene og prøv igjen."""


class RoutineFault(SkolemiljoError):
    """Rutinen stoppet fordi diagrammet ikke kan kjøres videre. Svarene er tatt vare på."""


class PupilNotConnected(RoutineFault):
    """Brevet kan ikke lages ennå, fordi saken ikke er koblet til en elev i registeret."""


class TimerNotOpen(SkolemiljoError):
    """Timeren går ikke lenger."""


class TimerNotDue(SkolemiljoError):
    """Timeren er ikke utløpt ennå."""


class ExpressionFault(SkolemiljoError):
    """Uttrykket kan ikke beregnes."""


class ExpressionTooCostly(SkolemiljoError):
    """Uttrykket brukte for lang tid eller for mye minne og ble stoppet. Forenkle det."""


class AnswersTooCostly(ExpressionTooCostly):
    """Skjemaet brukte for lang tid på å kontrollere det som er skrevet, og ble stoppet."""


class DecisionFault(SkolemiljoError):
    """Beslutningen kan ikke tas."""


class DeadlineUnreadable(SkolemiljoError):
    """Fristen kan ikke leses."""


class DeadlineUnknown(SkolemiljoError):
    """Fristen kan ikke regnes ut ennå, fordi datoen den teller fra mangler."""


class FormUnreadable(SkolemiljoError):
    """Skjemaet kan ikke leses."""


class CatalogueUnreadable(SkolemiljoError):
    """Tiltakskatalogen kan ikke leses."""


class LetterFailed(SkolemiljoError):
    """Brevet kunne ikke lages. Saken står til malen er rettet."""


class StoryUnreadable(SkolemiljoError):
    """Fortellingen kan ikke leses."""


class HandbookUnreadable(SkolemiljoError):
    """Oppslagene kan ikke leses."""


class CoverageUnreadable(SkolemiljoError):
    """Oversikten over hva som er dekket, kan ikke leses."""


# -- people and sign-in


class PersonNotFound(SkolemiljoError):
    """Personen finnes ikke i registeret."""


class MunicipalityNotFound(SkolemiljoError):
    """Kommunen finnes ikke i registeret."""


class SchoolNotFound(SkolemiljoError):
    """Skolen finnes ikke i registeret."""


class RoleUnknown(SkolemiljoError):
    """Rollen finnes ikke i kommunens rolleregister."""


class RoleMisplaced(SkolemiljoError):
    """Rollen kan ikke gjelde på dette stedet."""


class SignInRefused(SkolemiljoError):
    """Brukernavnet eller passordet er feil."""


class SignInThrottled(SkolemiljoError):
    """For mange forsøk. Vent litt før du prøver igjen."""


class AccountNotFound(SkolemiljoError):
    """Brukeren finnes ikke."""


class AccountRefused(SkolemiljoError):
    """Brukeren kan ikke opprettes eller endres slik."""


class RegisterUnreadable(SkolemiljoError):
    """Registerfilen kan ikke leses."""


# -- documents


class DocumentNotFound(SkolemiljoError):
    """Dokumentet finnes ikke, eller du har ikke tilgang til det."""


class UploadRefused(SkolemiljoError):
    """Filen kan ikke lastes opp."""


# -- messages


class MailRefused(SkolemiljoError):
    """Mottakerens e-posttjener tok ikke imot meldingen. Se om adressen i registeret er riktig."""


class MailPostponed(SkolemiljoError):
    """E-posttjeneren tok ikke imot meldingen nå. Den sendes på nytt om litt."""


class MailFaulty(SkolemiljoError):
    """Meldingen kunne ikke lages på grunn av en feil i programmet. Driftsansvarlig finner årsaken i loggen."""


class MailUnreachable(SkolemiljoError):
    """E-posttjeneren svarer ikke. Se innstillingene SKOLEMILJO_SMTP_HOST og SKOLEMILJO_SMTP_PORT."""


# -- the ground


class SettingsUnreadable(SkolemiljoError):
    """Innstillingene kan ikke leses."""


class DatabaseUnavailable(SkolemiljoError):
    """Databasen svarer ikke. Vent litt og prøv igjen."""


class DatabaseNotStarted(DatabaseUnavailable):
    """PostgreSQL startet ikke."""


class DatabaseDiskFull(DatabaseNotStarted):
    """Disken er full: det er ikke plass til databasen. Frigjør plass og start på nytt."""


class DatabaseForeign(DatabaseNotStarted):
    """Dataene er laget av en annen utgave av PostgreSQL enn den dette programmet har."""


class DatabaseNotWritable(DatabaseNotStarted):
    """Databasen kan ikke lagres i denne mappen. Velg en mappe du eier."""


class DatabasePortTaken(DatabaseNotStarted):
    """Porten er i bruk av et annet program. Velg en annen port."""


class DatabaseNotEmpty(SkolemiljoError):
    """Databasen har allerede data, og en kopi hentes bare inn i en tom database. Flytt mappen var/ og prøv igjen."""


class ArchiveUnreadable(SkolemiljoError):
    """Filen er ikke en kopi av en database, eller den er ødelagt."""


class ArchiveFailed(SkolemiljoError):
    """Databasen kunne ikke kopieres."""


class AssetMissing(SkolemiljoError):
    """En bygd fil mangler. Kjør `make setup`."""


class DatabaseOutdated(SkolemiljoError):
    """Databasen er eldre enn programmet. Kjør `skolemiljo db upgrade` og start på nytt."""


class DatabaseTooNew(SkolemiljoError):
    """Databasen er laget av en nyere utgave av Skolemiljø. Bruk den utgaven, eller hent tilbake en eldre kopi."""
