namespace Cohort;

/// <summary>
/// How far a member of the current view is behind with what this one has sent in it, as far as is known here. Only what is
/// in this member's window counts: what every member has handled is behind everybody.
/// </summary>
/// <param name="Member">The member; this one is in the list too, since its own handlers may be the slowest.</param>
/// <param name="UnreceivedMessages">Messages that it has not received whole.</param>
/// <param name="UnreceivedBytes">Their bytes.</param>
/// <param name="UnhandledMessages">Messages that it has received and that its handlers have not finished.</param>
/// <param name="UnhandledBytes">Their bytes.</param>
/// <param name="EarlierBytes">Bytes of earlier views, from whatever sender, that its handlers have not finished.</param>
/// <param name="KeepsWaitingFor">How long it has been keeping sends waiting, alone or with others; zero where it does not.</param>
/// <param name="StillFor">How long of that it has not moved: it has neither received nor handled anything of what they wait
/// for. <see cref="TimeSpan.Zero"/> where no send waits for it. <c>GroupOptions.MaxLag</c> bounds it.</param>
public sealed record MemberLag(
    Member Member,
    int UnreceivedMessages,
    long UnreceivedBytes,
    int UnhandledMessages,
    long UnhandledBytes,
    long EarlierBytes,
    TimeSpan KeepsWaitingFor,
    TimeSpan StillFor
);
