using Cohort.Protocol.Governance;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Clients;

/// <summary>What a backup of a group is of.</summary>
/// <param name="Terms">What the group's members agree on.</param>
/// <param name="View">The view in which it was taken.</param>
/// <param name="Position">How many <see cref="Order.Total"/> messages it contains.</param>
internal sealed record BackupHead(GroupTerms Terms, View View, ulong Position)
{
    // The most that any cluster may have: whoever reads one need not know what its own takes.
    private const int MostMembers = 1000;

    public static void Write(FrameWriter writer, GroupTerms terms, View view, ulong position)
    {
        writer.Terms(terms);
        writer.Id(view.Group);
        writer.Number(view.Number.Value);
        writer.Members(view.Members);
        writer.Number(position);
    }

    public static BackupHead Read(ref FrameReader reader, Limits limits) =>
        new(
            reader.Terms(),
            new View(reader.GroupId(), reader.View(), reader.Members(limits with { Members = MostMembers })),
            reader.Number()
        );
}
