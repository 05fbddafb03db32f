using System.Buffers;
using System.Collections.Immutable;
using Cohort.Serialization;

namespace Cohort.Toolkit.Tools;

/// <summary>
/// The tools of one group at one member: passes on what the group delivers, and keeps their states together, so that a member
/// that joins gets all of them as of one point in the order.
/// </summary>
internal sealed class ToolHost(ImmutableArray<ITool> tools)
{
    /// <summary>The most tools of a group: a message says in one byte whose it is.</summary>
    public const int MostTools = byte.MaxValue;

    private const byte StateVersion = 2;

    // The first of the formations that have gone on from each other; null where there is no state.
    private GroupId? _lineage;

    // The formation that the state here is of.
    private GroupId _formation;
    private bool _isAtWork;

    /// <summary>The first of the formations that have gone on from each other: positions count from its beginning.</summary>
    public GroupId Lineage => _lineage ?? _formation;

    /// <summary>What the members have to have in common.</summary>
    public string Contract =>
        string.Join("; ", tools.Select(tool => tool.Contract).Where(contract => contract.Length > 0));

    /// <summary>A message is delivered.</summary>
    /// <exception cref="InvalidDataException">It is of no tool that this member has.</exception>
    public void Deliver(Member sender, ReadOnlyMemory<byte> payload, ulong position, View view)
    {
        if (payload.IsEmpty || payload.Span[0] >= tools.Length)
            throw new InvalidDataException(
                $"{sender} has sent a message of a tool that this member does not have: give all members of the group the same tools"
            );
        var message = new ToolMessage(sender, payload[ToolMessage.HeaderSize..], position, view);
        tools[payload.Span[0]].Deliver(message);
    }

    /// <summary>A view is installed, now or, where it is replayed, long ago.</summary>
    public void Install(ViewChange change)
    {
        View view = change.View;
        if (!GoesOn(change))
            Begin(view.Group);
        _formation = view.Group;
        if (!_isAtWork && !change.IsReplayed)
            Enter();
        foreach (ITool tool in tools)
            tool.Install(view);
    }

    /// <summary>This member was put out of the group, and comes back.</summary>
    public void Expelled()
    {
        (_lineage, _isAtWork) = (null, false);
        foreach (ITool tool in tools)
            tool.Expelled();
    }

    /// <summary>Writes the state of all tools.</summary>
    public void Save(IBufferWriter<byte> output)
    {
        GroupId lineage =
            _lineage ?? throw new InvalidOperationException("this member has no state that others could be given");
        var writer = new PackWriter(output);
        writer.WriteByte(StateVersion);
        Write(ref writer, lineage);
        Write(ref writer, _formation);
        writer.WriteByte((byte)tools.Length);
        foreach (ITool tool in tools)
            tool.Save(ref writer);
        writer.Flush();
    }

    /// <summary>Replaces the state of all tools.</summary>
    /// <exception cref="PackException">The bytes are no state of these tools.</exception>
    public void Load(ReadOnlySpan<byte> state)
    {
        var reader = new PackReader(state);
        byte version = reader.ReadByte();
        if (version != StateVersion)
            throw new InvalidDataException(
                $"the state has format {version}, and this program knows format {StateVersion}: it is of an older version than the member that saved it"
            );
        GroupId lineage = ReadId(ref reader);
        GroupId formation = ReadId(ref reader);
        if (reader.ReadByte() != tools.Length)
            throw new InvalidDataException("the state is of a member with other tools");
        foreach (ITool tool in tools)
            tool.Load(ref reader);
        reader.EndPayload();
        // At work it is with the view that follows.
        (_lineage, _formation, _isAtWork) = (lineage, formation, false);
    }

    private bool GoesOn(ViewChange change) =>
        _lineage is not null
        && (
            change.View.Group == _formation
            || (change.Continues == _formation && !Protocol.Mutants.Has(Protocol.Mutant.ReplayBeginsAnew))
        );

    // Nobody has given this member a state: it is one of those with whom the group begins.
    private void Begin(GroupId formation)
    {
        (_lineage, _isAtWork) = (formation, false);
        foreach (ITool tool in tools)
            tool.Begin();
    }

    private void Enter()
    {
        _isAtWork = true;
        foreach (ITool tool in tools)
            tool.Enter(_lineage!.Value, _formation);
    }

    private static void Write(ref PackWriter writer, GroupId id)
    {
        writer.WriteFixed8(id.High);
        writer.WriteFixed8(id.Low);
    }

    private static GroupId ReadId(ref PackReader reader) => new(reader.ReadFixed8(), reader.ReadFixed8());
}
