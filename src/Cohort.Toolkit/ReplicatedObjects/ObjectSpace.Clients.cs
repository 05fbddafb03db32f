using System.Buffers;
using Cohort.Protocol.Clients;
using Cohort.Serialization;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <content>Updates and reads of clients, which are no members: they come with the name of the object, are answered with the position
/// in front of the outcome, and whatever is wrong with them is an answer and stops no member.</content>
internal sealed partial class ObjectSpace
{
    /// <summary>The bytes in front of an outcome: the position.</summary>
    public const int PositionSize = sizeof(ulong);

    private readonly ArrayBufferWriter<byte> _answer = new();

    /// <summary>Makes the update of a client, or reads for it.</summary>
    /// <param name="body">The time at the client in ticks of UTC (8 bytes), the name of the object, the method (4 bytes) and its
    /// arguments.</param>
    /// <param name="position">Its place in the order.</param>
    /// <param name="view">The view that it is delivered in.</param>
    /// <returns>The position (8 bytes) and the outcome; valid until the next one.</returns>
    public ReadOnlyMemory<byte> Call(ReadOnlySpan<byte> body, ulong position, View view)
    {
        try
        {
            var reader = new PackReader(body);
            long ticks = Math.Clamp((long)reader.ReadFixed8(), 0, DateTime.MaxValue.Ticks);
            string name = reader.ReadString();
            if (Find(name) is { } slot)
                Make(slot, reader.Take(reader.Remaining), ticks, position, position, view, null);
            else
                Outcome.Refused(_outcome, UpdateRefusal.NoSuchObject, NoSuchObject(name));
        }
        catch (InvalidDataException e)
        {
            Outcome.Refused(_outcome, UpdateRefusal.NoSuchMethod, e.Message);
        }
        catch (PackException e)
        {
            Outcome.Refused(
                _outcome,
                UpdateRefusal.BadArguments,
                $"The members do not understand what was asked of them: {e.Message}"
            );
        }
        return Answer(position);
    }

    private ReadOnlyMemory<byte> Answer(ulong position)
    {
        if (_outcome.WrittenCount > CallRequest.MostBytes - PositionSize)
            Outcome.TooLarge(_outcome, _outcome.WrittenCount, CallRequest.MostBytes - PositionSize);
        _answer.ResetWrittenCount();
        var writer = new PackWriter(_answer);
        writer.WriteFixed8(position);
        writer.WriteRaw(_outcome.WrittenSpan);
        writer.Flush();
        return _answer.WrittenMemory;
    }

    private ObjectSlot? Find(string name)
    {
        foreach (ObjectSlot slot in _objects)
            if (slot.Name == name)
                return slot;
        return null;
    }

    private string NoSuchObject(string name) =>
        $"The group has no object '{name}'. It has {string.Join(", ", _objects.Select(slot => $"'{slot.Name}'"))}: name one of these.";
}
