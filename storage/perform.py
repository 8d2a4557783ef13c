"""Which function performs which command.  Each judges authority itself, inside the transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from conversations import decide, everywhere, mine, plan, review, roles, support, wijk
from conversations.here import Here
from storage import (
    confirmations,
    decisions,
    dossiers,
    drafts,
    files,
    initiatives,
    links,
    lists,
    people,
    supports,
)
from storage import roles as role_register
from storage.database import Transaction

Performer = Callable[[Transaction, Any, Here, str], Awaitable[Any]]

PERFORMERS: dict[type, Performer] = {
    everywhere.SpeakLanguage: people.speak_language,
    everywhere.FollowLink: links.follow,
    wijk.LiveIn: people.move_to,
    plan.FilePlan: initiatives.file_plan,
    plan.AskSupport: initiatives.open_for_support,
    plan.Nudge: drafts.nudge,
    plan.DropPlan: initiatives.drop_plan,
    plan.KeepFile: files.keep_file,
    support.Support: supports.support,
    support.TakeBack: supports.take_back,
    mine.TellRefusedFile: files.tell_refused,
    mine.Withdraw: initiatives.withdraw,
    decide.GiveVoice: decisions.give_voice,
    decide.StepOut: decisions.step_out,
    decide.AskInitiator: decisions.ask_initiator,
    decide.AnswerQuestion: decisions.answer_question,
    decide.Close: decisions.close,
    decide.Confirm: confirmations.confirm,
    decide.BringToMeeting: confirmations.bring_to_meeting,
    decide.RecordMeeting: confirmations.record_meeting,
    decide.RecordVoice: decisions.record_voice,
    decide.Reopen: confirmations.reopen,
    decide.Remind: confirmations.remind,
    decide.SendFiles: dossiers.send_files,
    review.MakeList: lists.make_list,
    roles.OpenInvitation: role_register.open_invitation,
    roles.Invite: role_register.invite,
    roles.TakeRole: role_register.take,
    roles.ConfirmRole: role_register.confirm,
    roles.RefuseRole: role_register.refuse,
    roles.EndRole: role_register.end,
}


async def perform(tx: Transaction, command: Any, here: Here, cause: str) -> Any:
    """Do what a conversation asked; answers an outcome, which may be Refused.

    Raises KeyError for a command nobody performs: a mistake of ours, found by the tests.
    """
    return await PERFORMERS[type(command)](tx, command, here, cause)
