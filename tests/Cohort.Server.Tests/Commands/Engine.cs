using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;
using Cohort.Server.Resp;

namespace Cohort.Server.Tests.Commands;

/// <summary>One replica without a group: takes commands as text and gives their replies as text.</summary>
internal sealed class Engine
{
    private readonly CommandBatch _batch = new();
    private readonly CommandReader _reader = new();
    private ulong _updates;

    public Engine() => Execution = new Execution(Keyspace);

    public Keyspace Keyspace { get; } = new();

    public Execution Execution { get; }

    /// <summary>Milliseconds since 1970: the clock of whoever sends commands.</summary>
    public long Now { get; set; } = 1_700_000_000_000;

    public RespVersion Version
    {
        set => Execution.Reply.Version = value;
    }

    /// <summary>Executes a command whose words are separated by blanks.</summary>
    public string Run(string command) => Run(command.Split(' '));

    /// <summary>Executes a command with these arguments, each byte of which is a character.</summary>
    public string Run(params string[] arguments)
    {
        _batch.Clear();
        _batch.Begin(arguments.Length);
        foreach (string argument in arguments)
            _batch.Add(Encoding.Latin1.GetBytes(argument));
        _batch.End();
        ReadOnlySpan<byte> bytes = _batch.Written;
        Arguments command = _reader.Take(ref bytes);
        if (CommandTable.TryFind(command[0], out Command? known) && known.IsRead)
            Execution.BeginReads(Now);
        else
            Execution.BeginWrites(++_updates, Now, new Random(17));
        Execution.Reply.Clear();
        Dispatch.Run(command, Execution);
        return Encoding.Latin1.GetString(Execution.Reply.Written);
    }
}
