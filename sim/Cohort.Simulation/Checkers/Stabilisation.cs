using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// L1: once faults stop, and unless the quorum of the last view is gone for good, all live members are in one view of
/// exactly these, working, within a stated time; and by the end every send has been answered and every message that was
/// accepted has been delivered. Of governed groups it is <see cref="GroupsGoOn"/>.
/// </summary>
public sealed class Stabilisation : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "L1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        Check(history, governed: false).Select(text => new Violation(Property, text));

    /// <summary>What keeps groups of one kind from having stabilised.</summary>
    internal static IEnumerable<string> Check(History history, bool governed)
    {
        if (history.Facts is not { } facts)
            return [];
        TimeSpan deadline = facts.FaultsStopped + facts.StabilisationBound;
        return facts
            .Expected.Where(expected => IsGoverned(history, expected.Group) == governed)
            .Where(expected => !QuorumLoss.IsInherent(history, expected))
            .SelectMany(expected => Check(history.Evidence, expected, deadline));
    }

    private static bool IsGoverned(History history, string group) =>
        history.Evidence.Formations.Any(formation => formation.Group == group && formation.Governed);

    private static IEnumerable<string> Check(RunEvidence evidence, ExpectedMembership expected, TimeSpan deadline)
    {
        ProcessInGroup[] tracks = [.. expected.Processes.Select(process => TrackOf(evidence, process, expected.Group))];
        ViewInstalled? view = tracks.Select(LastView).FirstOrDefault(last => last is not null);
        return tracks
            .Select(track => NotAtWork(track, deadline) ?? ElsewhereThan(view!, track, deadline))
            .OfType<string>()
            .Concat(view is null ? [] : NotExactly(view, expected))
            .Concat(tracks.SelectMany(Unanswered))
            .Concat(view is null ? [] : Undelivered(tracks, view));
    }

    private static ProcessInGroup TrackOf(RunEvidence evidence, ProcessId process, string group) =>
        evidence.Track(process, group) ?? new ProcessInGroup(process, "", group);

    private static ViewInstalled? LastView(ProcessInGroup track) =>
        track.Present is { Views: [.., var last] } ? last : null;

    private static string? NotAtWork(ProcessInGroup track, TimeSpan deadline)
    {
        string name = track.NameOf(track.Present?.Self);
        if (track.LastStatus is not { } status)
            return $"{name} never came to join {track.Group}";
        if (status.Status != GroupStatus.Active || LastView(track) is null)
            return $"{name} is {status.Status} in {track.Group} at the end ({status.Reason})";
        return status.At > deadline
            ? $"{name} is at work in {track.Group} only from {status.At}, not by {deadline}"
            : null;
    }

    private static string? ElsewhereThan(ViewInstalled view, ProcessInGroup track, TimeSpan deadline)
    {
        ViewInstalled last = LastView(track)!;
        if (last.Formation != view.Formation || last.Number != view.Number)
            return $"{track.Present} ends in {last.Number} of {last.Formation}, "
                + $"{view.Process} in {view.Number} of {view.Formation}";
        return last.At > deadline
            ? $"{track.Present} installs {last.Number} only at {last.At}, not by {deadline}"
            : null;
    }

    private static IEnumerable<string> NotExactly(ViewInstalled view, ExpectedMembership expected)
    {
        foreach (Member member in view.Members)
            if (!expected.Processes.Contains(member.Process))
                yield return $"the last view {view.Number} lists {member.Id}, which is not alive";
            else if (!member.HoldsState && expected.Voters is null)
                yield return $"{member.Id} does not hold the state in the last view {view.Number}";
        int counting = view.Members.Count(member => member.HoldsState);
        if (expected.Voters is { } voters && counting != voters)
            yield return $"{counting} members count in the last view {view.Number}, and {voters} should";
        foreach (ProcessId process in expected.Processes)
            if (!view.Members.Any(member => member.Process == process))
                yield return $"the last view {view.Number} lacks {process}, which is alive";
    }

    private static IEnumerable<string> Unanswered(ProcessInGroup track)
    {
        foreach (SentMessage message in track.Sends)
            if (message is { Accepted: false, Refusal: null })
                yield return $"{message}, sent by {track.NameOf(null)}, was neither accepted nor refused by the end";
            else if (message is { FirstDelivery: null } && message.AcceptedIn == track.Present?.Ordinal)
                yield return $"{message}, sent by {track.NameOf(null)}, was accepted and is delivered by nobody";
    }

    private static IEnumerable<string> Undelivered(ProcessInGroup[] tracks, ViewInstalled view)
    {
        Stay[] last =
        [
            .. tracks
                .Select(track => track.Present?.Stays.LastOrDefault())
                .OfType<Stay>()
                .Where(stay => stay.Installed?.Formation == view.Formation && stay.Number == view.Number)
                .Where(stay => stay.Knowledge == Knowledge.Whole),
        ];
        Stay? furthest = last.MaxBy(stay => stay.Deliveries.Count);
        foreach (Stay stay in last)
            if (stay.Deliveries.Count < furthest!.Deliveries.Count)
                yield return $"{stay} has delivered {stay.Deliveries.Count} messages by the end, "
                    + $"{furthest} {furthest.Deliveries.Count}";
    }
}
