using System.Buffers;

namespace Cohort.Cli.Nodes;

/// <summary>What the members of a group of <c>cohort node</c>s know in common, and a joiner is given.</summary>
internal sealed class NodeState
{
    public Transcript Transcript { get; } = new();

    public Endings Endings { get; } = new();

    /// <summary>Writes it for a joiner.</summary>
    public void Save(IBufferWriter<byte> writer)
    {
        using var state = new MemoryStream();
        using var fields = new BinaryWriter(state);
        Transcript.Save(fields);
        Endings.Save(fields);
        fields.Flush();
        writer.Write(state.ToArray());
    }

    /// <summary>Replaces it by what a member has saved.</summary>
    /// <exception cref="InvalidDataException">The members of the group are another program's.</exception>
    public void Load(ReadOnlyMemory<byte> state)
    {
        using var fields = new BinaryReader(new MemoryStream(state.ToArray()));
        try
        {
            Transcript.Load(fields);
            Endings.Load(fields);
        }
        catch (EndOfStreamException error)
        {
            throw NotOurs(error);
        }
        if (fields.BaseStream.Position < state.Length)
            throw NotOurs(null);

        InvalidDataException NotOurs(Exception? error) =>
            new(
                $"The state has {state.Length} bytes that make no sense: the members of this group are not cohort nodes.",
                error
            );
    }
}
