using Cohort.Simulation.Evidence;
using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Checkers;

/// <summary>
/// S1: a joiner's state equals that of the members at the same point. The state that it loads is one that some member went
/// through; what it contains and what the joiner then delivers is what those have delivered with whom it goes on; it
/// delivers nothing before it has a state, and nobody comes to count without one.
/// </summary>
public sealed class StateTransfers : IPropertyChecker
{
    /// <inheritdoc/>
    public string Property => "S1";

    /// <inheritdoc/>
    public IEnumerable<Violation> Check(History history) =>
        history
            .Evidence.Formations.Where(formation => formation.TransfersState)
            .SelectMany(formation =>
                formation
                    .Memberships.SelectMany(StateComesFirst)
                    .Concat(StatesAreOnesThatWere(formation))
                    .Concat(SameContents(formation))
            )
            .Select(text => new Violation(Property, text));

    private static IEnumerable<string> StateComesFirst(Membership membership)
    {
        foreach (Stay stay in membership.Stays)
        {
            if (stay.Knowledge == Knowledge.None && stay.Deliveries.Count > 0)
                yield return $"{stay} delivers {stay.Deliveries[0].Message} before it has a state";
            if (stay.Knowledge == Knowledge.None && stay.HoldsState)
                yield return $"{stay} counts without ever having loaded a state";
            if (stay.LoadedInView && stay.HoldsState)
                yield return $"{stay} loads a state although it holds it";
        }
    }

    private static IEnumerable<string> StatesAreOnesThatWere(Formation formation)
    {
        // What comes from a log R1 and U2 judge: who had it is dead.
        Stay[] loads =
        [
            .. formation
                .Memberships.SelectMany(membership => membership.Stays)
                .Where(stay => stay.State is not null && !stay.IsRecovered)
                .Where(stay => !stay.State!.IsFromLog || SomebodyWasThere(formation, stay)),
        ];
        var wanted = loads.Select(stay => StateOf(stay.State!)).ToHashSet();
        HashSet<ulong> hashes = [.. loads.Select(stay => stay.State!.StateHash)];
        var found = new HashSet<(ulong, ulong, ulong?)>();
        foreach (Membership membership in formation.Memberships)
        foreach (var state in GroupStates.Of(membership, hashes))
        {
            if (wanted.Contains((state.Position, state.Hash, state.Contents)))
                found.Add((state.Position, state.Hash, state.Contents));
            if (wanted.Contains((state.Position, state.Hash, null)))
                found.Add((state.Position, state.Hash, null));
        }
        foreach (Stay stay in loads)
            if (!found.Contains(StateOf(stay.State!)))
                yield return $"{stay} loads a state (position {stay.State!.Position}, hash {stay.State.StateHash:x}) "
                    + "that no member ever had";
    }

    // Who gave it from its log may have died before its application had come so far.
    private static bool SomebodyWasThere(Formation formation, Stay joiner) =>
        formation
            .Memberships.Where(membership => membership != joiner.Membership)
            .SelectMany(membership => membership.Stays)
            .Any(stay =>
                stay.Number == joiner.Number
                && stay is { Installed: not null, HasGroupState: true, LoadedInView: false, State: null }
            );

    private static (ulong, ulong, ulong?) StateOf(StateReplaced state) =>
        (state.Position, state.StateHash, state.Contents);

    private static IEnumerable<string> SameContents(Formation formation)
    {
        var ends = formation.Memberships.SelectMany(GroupStates.Ends).ToLookup(end => end.Stay.Number);
        foreach (GroupView view in formation.Views.Values)
        {
            var model = ends[view.Number].OrderByDescending(end => end.Stay.TellsAll).FirstOrDefault();
            foreach (var end in ends[view.Number].Where(end => end.Stay.Knowledge == Knowledge.SinceState))
                if (end.Contents != model.Contents)
                    yield return $"{end.Stay} has another set of messages, with what its state contained, "
                        + $"than {model.Stay}, and both go on together";
        }
    }
}
