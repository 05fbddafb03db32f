using Cohort.Serialization;
using Cohort.Server.Resp;

namespace Cohort.Server.Waiting;

/// <summary>Which wait of which server process it is.</summary>
/// <param name="Process">Drawn at random by the process when it started.</param>
/// <param name="Number">Its number there.</param>
internal readonly record struct WaitId(ulong Process, ulong Number) : IComparable<WaitId>
{
    public int CompareTo(WaitId other) =>
        Process != other.Process ? Process.CompareTo(other.Process) : Number.CompareTo(other.Number);

    public void Save(ref PackWriter writer)
    {
        writer.WriteFixed8(Process);
        writer.WriteVarint(Number);
    }

    public static WaitId Load(ref PackReader reader) => new(reader.ReadFixed8(), reader.ReadVarint());
}

/// <summary>A client that waits to be given something, as all replicas know it.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Member">The member that the client is connected to.</param>
/// <param name="Version">The form of its reply.</param>
/// <param name="Database">The database that it has selected.</param>
/// <param name="Command">What it has asked for, as a batch of one command.</param>
internal sealed record Wait(WaitId Id, MemberId Member, RespVersion Version, int Database, byte[] Command)
{
    /// <summary>Its place among those that wait: who came first is given first.</summary>
    public ulong Turn { get; init; }

    /// <summary>The keys that it waits for.</summary>
    public required IReadOnlyList<byte[]> Keys { get; init; }

    public void Save(ref PackWriter writer)
    {
        Id.Save(ref writer);
        writer.WriteString(Member.Process.Address);
        writer.WriteFixed8(Member.Process.Incarnation);
        writer.WriteVarint(Member.Join);
        writer.WriteByte((byte)Version);
        writer.WriteVarint((uint)Database);
        writer.WriteBytes(Command);
        writer.WriteVarint(Turn);
        writer.WriteVarint((uint)Keys.Count);
        foreach (byte[] key in Keys)
            writer.WriteBytes(key);
    }

    public static Wait Load(ref PackReader reader)
    {
        WaitId id = WaitId.Load(ref reader);
        var member = new MemberId(new ProcessId(reader.ReadString(), reader.ReadFixed8()), reader.ReadVarint());
        var version = (RespVersion)reader.ReadByte();
        int database = (int)reader.ReadVarint();
        byte[] command = reader.ReadBytes().ToArray();
        ulong turn = reader.ReadVarint();
        var keys = new List<byte[]>();
        for (ulong left = reader.ReadVarint(); left > 0; left--)
            keys.Add(reader.ReadBytes().ToArray());
        return new Wait(id, member, version, database, command) { Turn = turn, Keys = keys };
    }
}
