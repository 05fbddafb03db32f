using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>The states that a member went through, as far as the history tells.</summary>
internal static class GroupStates
{
    /// <summary>A state that a member had.</summary>
    public readonly record struct State(ulong Position, ulong Hash, ulong? Contents);

    /// <summary>What a member that went on had delivered by the end of a view, since the group was formed.</summary>
    public readonly record struct End(Stay Stay, ulong Contents);

    /// <summary>
    /// The states at the beginning of each view that it was in from the beginning, and after each delivery. What a joiner
    /// loaded is not among them: that another member had it is for that member to show.
    /// </summary>
    /// <param name="membership">The member.</param>
    /// <param name="hashes">Only states with these hashes are asked for.</param>
    public static IEnumerable<State> Of(Membership membership, HashSet<ulong> hashes)
    {
        ulong? contents = MessageDigest.Empty;
        ulong position = 0;
        foreach (Stay stay in membership.Stays.Where(stay => stay.HasGroupState))
        {
            if (stay.State is { } state)
            {
                (contents, position) = (state.Contents, state.Position);
                if (stay.IsRecovered && hashes.Contains(state.StateHash))
                    yield return new(position, state.StateHash, contents);
            }
            else if (stay.Installed is { } installed && hashes.Contains(installed.StateHash))
                yield return new(position, installed.StateHash, contents);
            foreach (Delivered delivered in stay.Deliveries)
            {
                contents = contents is { } sum ? MessageDigest.Add(sum, delivered.Payload) : null;
                position = delivered.Position;
                if (hashes.Contains(delivered.StateHash))
                    yield return new(position, delivered.StateHash, contents);
            }
        }
    }

    public static IEnumerable<End> Ends(Membership membership)
    {
        ulong? contents = MessageDigest.Empty;
        foreach (Stay stay in membership.Stays.Where(stay => stay.HasGroupState))
        {
            contents = stay.State is { } state ? state.Contents : contents;
            foreach (Delivered delivered in stay.Deliveries)
                contents = contents is { } sum ? MessageDigest.Add(sum, delivered.Payload) : null;
            if (stay.Completed && contents is { } all)
                yield return new(stay, all);
        }
    }
}
