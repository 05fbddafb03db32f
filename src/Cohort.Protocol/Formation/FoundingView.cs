using System.Collections.Immutable;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Formation;

/// <summary>The value that a formation agrees on: a fresh identity for the group, its epoch, and its founders in the order of the
/// list.</summary>
internal sealed record FoundingView(GroupId Group, ulong Epoch, ImmutableArray<Member> Founders)
{
    public View ToView() => new(Group, new ViewNumber(0), Founders);

    public void Write(FrameWriter writer)
    {
        writer.Id(Group);
        writer.Number(Epoch);
        writer.Members(Founders);
    }

    public static FoundingView Read(ref FrameReader reader, Limits limits) =>
        new(reader.GroupId(), reader.Number(), reader.Members(limits));
}
