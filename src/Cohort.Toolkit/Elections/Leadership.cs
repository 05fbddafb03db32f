using Cohort.Toolkit.Elections;

namespace Cohort;

/// <summary>Who leads.</summary>
/// <param name="Member">The membership.</param>
/// <param name="Name">The name of the member's node.</param>
/// <param name="Term">The number of its leading, larger than that of everybody before it.</param>
public sealed record Leadership(MemberId Member, string Name, ulong Term)
{
    internal static Leadership? Of(Election? election) =>
        election is { Candidates: [var leader, ..] }
            ? new Leadership(leader.Member.Id, leader.Member.Name, election.Term)
            : null;
}

/// <summary>The elections of a group as one member knows them.</summary>
public readonly struct LocalElections
{
    private readonly Replica<ElectionTable> _table;

    internal LocalElections(Replica<ElectionTable> table) => _table = table;

    /// <summary>Who leads something; null where nobody does.</summary>
    /// <param name="name">What.</param>
    public Leadership? LeaderOf(string name) =>
        _table.ReadLocal(name, static (table, name) => Leadership.Of(table.Elections.GetValueOrDefault(name)));

    /// <summary>The memberships that would lead something, in the order in which they do: the first leads.</summary>
    /// <param name="name">What.</param>
    public IReadOnlyList<MemberId> CandidatesOf(string name) =>
        _table.ReadLocal(
            name,
            static (table, name) =>
                (IReadOnlyList<MemberId>)
                    [.. table.Elections.GetValueOrDefault(name)?.Candidates.Select(each => each.Member.Id) ?? []]
        );
}
