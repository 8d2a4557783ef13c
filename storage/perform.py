"""Which function performs which command.  Each judges authority itself, inside the transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from conversations import everywhere, mine, wijk
from conversations.activities import activity
from conversations.deciding import decision, review
from conversations.here import Here
from conversations.hubs import place, place_change
from conversations.matters import (
    agenda_draft,
    becoming,
    drawer,
    followed,
    line_draft,
    matter,
    near,
    talking,
    week,
)
from conversations.mobile import stop
from conversations.plans import plan, support
from conversations.roles import face, role
from conversations.rounds import codes as round_codes
from conversations.rounds import desk_orders, orders, paper_orders, voting
from conversations.rounds import results as counts
from storage import drafts, files, links, people
from storage.activities import programme, signups
from storage.database import Transaction
from storage.deciding import confirmations, decisions, dossiers, lists, questions, settling
from storage.hubs import around, place_changes, place_news
from storage.matters import agenda, ending, lines, matters, passing, pictures, thread, waiting
from storage.matters import becoming as becomings
from storage.matters import drawer as drawers
from storage.matters import mine as my_matters
from storage.matters import near as nearby
from storage.matters.work import WORK
from storage.mobile import stop_lists, stop_news, stops, wishes
from storage.plans import initiatives, supports
from storage.roles import cards, faces, invitations, roles
from storage.rounds import (
    ballots,
    code_locks,
    codes,
    consents,
    desk,
    forgetting,
    news,
    paper,
    paper_desk,
    preparing,
    result_news,
    results,
    rounds,
    votes,
)

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
    decision.GiveVoice: decisions.give_voice,
    decision.StepOut: decisions.step_out,
    decision.AskInitiator: questions.ask_initiator,
    decision.AnswerQuestion: questions.answer_question,
    decision.Close: settling.close,
    decision.Confirm: confirmations.confirm,
    decision.BringToMeeting: confirmations.bring_to_meeting,
    decision.RecordMeeting: confirmations.record_meeting,
    decision.RecordVoice: decisions.record_voice,
    decision.Reopen: confirmations.reopen,
    decision.Remind: confirmations.remind,
    decision.SendFiles: dossiers.send_files,
    review.MakeList: lists.make_list,
    face.KeepNumber: faces.number_of,
    face.ChangeCard: cards.change,
    face.GoAway: cards.go_away,
    face.ComeBack: cards.come_back,
    role.OpenInvitation: invitations.open_invitation,
    role.Invite: invitations.invite,
    role.TakeRole: invitations.take,
    role.ConfirmRole: roles.confirm,
    role.RefuseRole: roles.refuse,
    role.EndRole: roles.end,
    place.SeekPlace: around.seek,
    place.LookAround: around.look_around,
    place.ShowOnMap: around.show_on_map,
    stop.PlanStop: stops.plan_stop,
    stop.OpenStop: stops.open_stop,
    stop.MoveStop: stops.move_stop,
    stop.CancelStop: stops.cancel_stop,
    stop.Arrive: stops.arrive,
    stop.Leave: stops.leave,
    stop.UndoStop: stops.undo_stop,
    stop.ShowStop: stop_lists.show,
    stop.StopsAround: stop_lists.around,
    stop.TellFollowers: stop_news.tell_followers,
    stop.TellEve: stop_news.tell_eve,
    stop.TellWishers: stop_news.tell_wishers,
    stop.HearOfBus: wishes.hear_of_bus,
    stop.WishStop: wishes.wish,
    stop.WithdrawWish: wishes.withdraw,
    stop.CountWishes: wishes.count_wishes,
    place_change.AddOneOff: place_changes.add_one_off,
    place_change.GiveReason: place_changes.give_reason,
    place_change.SetWeek: place_changes.set_week,
    place_change.StillRight: place_changes.still_right,
    place_change.TakeBack: place_changes.take_back,
    place_change.Follow: place_news.follow,
    place_change.FindPlace: place_news.find_place,
    place_change.TellFollowers: place_news.tell,
    matter.BringMatter: matters.bring,
    talking.BeginTalk: thread.begin,
    talking.WriteOn: thread.write_on,
    talking.CloseMatter: ending.close_matter,
    talking.RateMatter: ending.rate,
    talking.Reopen: ending.reopen,
    talking.WithdrawMatter: ending.withdraw,
    talking.SendFiles: my_matters.send_files,
    talking.WipeMatters: my_matters.wipe_mine,
    talking.WipeUnsent: my_matters.wipe_unsent,
    talking.LookAtMatter: waiting.look_at,
    **WORK,
    matter.DropTold: becomings.drop_told,
    near.LookNear: nearby.look,
    near.SayToo: nearby.say_too,
    near.TakeTooBack: nearby.take_back,
    becoming.PlanFrom: becomings.plan_from,
    becoming.PlanOf: becomings.plan_of,
    followed.FollowMatter: passing.follow,
    line_draft.WriteTo: lines.write_to,
    line_draft.TakeOver: lines.take_over,
    agenda_draft.OpenReason: agenda.open_reason,
    agenda_draft.SetAgenda: agenda.set_agenda,
    drawer.CheckDrawer: drawers.check,
    week.CountWeek: pictures.count_week,
    week.OpenPicture: pictures.open_picture,
    orders.PrepareRound: preparing.prepare,
    orders.OpenTrial: preparing.open_trial,
    orders.Rehearse: preparing.rehearse,
    orders.Propose: consents.propose,
    orders.Agree: consents.agree,
    orders.Disagree: consents.disagree,
    orders.StartVoting: news.start_voting,
    orders.TellWijk: news.tell,
    orders.QuietRounds: news.quiet,
    orders.CloseRound: rounds.close,
    voting.ClaimCode: codes.claim,
    round_codes.ClaimLink: codes.claim_link,
    round_codes.CallDesk: desk.call,
    round_codes.TellBrake: code_locks.tell_brake,
    desk_orders.FindCall: desk.find_call,
    desk_orders.FindSlip: desk.find_slip,
    desk_orders.LetVote: desk.let_vote,
    desk_orders.VoidCode: desk.void,
    paper_orders.GivePaper: paper_desk.give,
    paper_orders.OpenBatch: paper.open_batch,
    paper_orders.ReadCode: paper.read_code,
    paper_orders.AddPaper: paper.add,
    paper_orders.UndoPaper: paper.undo,
    paper_orders.EnterBatch: paper.enter,
    voting.BeginBallot: ballots.begin,
    voting.ChoosePlan: ballots.choose,
    voting.CastBallot: ballots.cast,
    voting.FindPhoto: votes.find_photo,
    voting.RemindVoters: votes.remind,
    voting.TellPaused: votes.tell_paused,
    voting.ForgetVoters: forgetting.forget,
    counts.CountRound: results.count_round,
    counts.TellResult: result_news.tell,
    counts.SendRecord: result_news.send_record,
    activity.SignUp: signups.sign_up,
    activity.SignOff: signups.sign_off,
    activity.AcceptPlace: signups.accept,
    activity.TellName: signups.tell_name,
    activity.EndOffers: signups.end_offers,
    activity.Remind: signups.remind,
    activity.PrepareActivity: programme.prepare,
    activity.LookUpActivity: programme.look_up,
    activity.AddActivity: programme.add,
    activity.ChangeActivity: programme.change,
    activity.CancelActivity: programme.cancel,
    activity.ImportProgramme: programme.import_rows,
}


async def perform(tx: Transaction, command: Any, here: Here, cause: str) -> Any:
    """Do what a conversation asked; answers an outcome, which may be Refused.

    Raises KeyError for a command nobody performs: a mistake of ours, found by the tests.
    """
    return await PERFORMERS[type(command)](tx, command, here, cause)
