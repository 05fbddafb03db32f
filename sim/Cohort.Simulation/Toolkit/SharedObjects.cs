using Cohort.Serialization;
using Cohort.Simulation.Applications;

namespace Cohort.Simulation.Toolkit;

/// <summary>What an update was and came to, for whoever observes the objects.</summary>
internal sealed record Made(ulong Operation, long? Result);

/// <summary>What is observed of the state.</summary>
/// <param name="Updates">How many updates are in it.</param>
/// <param name="Hash">A digest of it.</param>
internal readonly record struct SeenState(ulong Updates, ulong Hash);

/// <summary>What a client has read, through the order of the group.</summary>
internal sealed record Looked(ulong Operation, long? Result);

/// <summary>Registers, counters and queues, as one replicated object of the toolkit.</summary>
internal sealed class SharedObjects : IReplicated<SharedObjects>
{
    /// <summary>The one update there is.</summary>
    public const uint Method = 1;

    /// <summary>What a client reads by. Members look at the object, behind a barrier.</summary>
    public const uint ReadMethod = 2;

    private const int Ballast = 0;

    private ReplicatedState _state = new(MostObjects, Ballast);

    /// <summary>So many there are, whether or not anybody uses them.</summary>
    public const int MostObjects = 9;

    public static string Contract => nameof(SharedObjects);

    public static SharedObjects Create() => new();

    /// <summary>Writes the arguments of the update, or of what a client reads.</summary>
    public static void Write(ref PackWriter writer, ulong number, in Operation operation) =>
        writer.WriteBytes(new Payload(number, operation).Encode(Payload.MinimumSize));

    /// <summary>What is observed of the state.</summary>
    public static SeenState See(SharedObjects objects) => new(objects._state.Applied, objects._state.Hash);

    /// <summary>What a register or a counter holds.</summary>
    public long? Read(int index) => _state.Look(index);

    public bool Update(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        if (method != Method)
            return false;
        Payload payload = ReadPayload(ref arguments);
        context.Begin();
        long? made = _state.Apply(payload);
        WriteResult(ref result, made);
        context.Raise(new Made(payload.Number, made));
        return true;
    }

    public bool Read(uint method, ref PackReader arguments, ref PackWriter result, UpdateContext context)
    {
        if (method != ReadMethod)
            return false;
        Payload payload = ReadPayload(ref arguments);
        long seen = _state.Look(payload.Operation.Object);
        WriteResult(ref result, seen);
        context.Raise(new Looked(payload.Number, seen));
        return true;
    }

    /// <summary>Reads what an update has returned.</summary>
    public static long? ReadResult(ref PackReader reader) => reader.ReadByte() == 0 ? null : reader.ReadZigZag();

    public void Save(ref PackWriter writer) => writer.WriteBytes(_state.Save());

    public void Load(ref PackReader reader)
    {
        var loaded = new ReplicatedState(MostObjects, Ballast);
        if (!loaded.TryLoad(reader.ReadBytes()))
            throw reader.Malformed("a damaged state");
        _state = loaded;
    }

    private static Payload ReadPayload(ref PackReader arguments) =>
        Payload.TryDecode(arguments.ReadBytes(), out Payload payload)
            ? payload
            : throw arguments.Malformed("other bytes than were sent");

    private static void WriteResult(ref PackWriter writer, long? result)
    {
        writer.WriteByte(result is null ? (byte)0 : (byte)1);
        if (result is { } value)
            writer.WriteZigZag(value);
    }
}
