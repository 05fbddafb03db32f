using System.Buffers;
using System.Text;
using Cohort.Serialization;
using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Tests.Differential;

/// <summary>One replica, without a group around it.</summary>
internal sealed class Replica
{
    private readonly Keyspace _keyspace = new();
    private readonly Execution _execution;
    private readonly CommandBatch _batch = new();
    private readonly CommandReader _reader = new();

    public Replica() => _execution = new Execution(_keyspace);

    /// <summary>Whether the replica that was asked executes a command alone.</summary>
    public static bool IsRead(string[] command) =>
        CommandTable.TryFind(Encoding.Latin1.GetBytes(command[0]), out Command? known) && known.IsRead;

    /// <summary>Executes a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="version">The form of the reply.</param>
    /// <param name="update">The number of the update in which it is, where it writes.</param>
    /// <param name="now">The time that the update has, or the clock of who reads.</param>
    /// <returns>The bytes of the reply as characters.</returns>
    public string Execute(string[] command, RespVersion version, ulong update, long now)
    {
        _batch.Clear();
        _batch.Begin(command.Length);
        foreach (string argument in command)
            _batch.Add(Encoding.Latin1.GetBytes(argument));
        _batch.End();
        ReadOnlySpan<byte> bytes = _batch.Written;
        Arguments arguments = _reader.Take(ref bytes);
        if (IsRead(command))
            _execution.BeginReads(now);
        else
            _execution.BeginWrites(update, now, new Random((int)update));
        _execution.Reply.Clear();
        _execution.Reply.Version = version;
        Dispatch.Run(arguments, _execution);
        return Encoding.Latin1.GetString(_execution.Reply.Written);
    }

    /// <summary>What a replica that joins is given.</summary>
    public byte[] Save()
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new PackWriter(bytes);
        _keyspace.Save(ref writer);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>One that joins.</summary>
    public static Replica Load(ReadOnlySpan<byte> snapshot)
    {
        var replica = new Replica();
        var reader = new PackReader(snapshot);
        replica._keyspace.Load(ref reader);
        reader.EndPayload();
        return replica;
    }
}
