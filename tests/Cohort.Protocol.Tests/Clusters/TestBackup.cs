using System.Text;
using Cohort.Protocol.Clients;

namespace Cohort.Protocol.Tests.Clusters;

/// <summary>A backup that a client takes, and what it keeps of it.</summary>
internal sealed class TestBackup(long ticket)
{
    private readonly List<byte> _bytes = [];

    public long Ticket { get; } = ticket;

    /// <summary>Whether the application has done with what it is given.</summary>
    public bool Handles { get; set; } = true;

    /// <summary>What it is of; null where it has not begun.</summary>
    public BackupHead? Head { get; private set; }

    /// <summary>How often it has begun.</summary>
    public int Begun { get; private set; }

    /// <summary>How many bytes it is to have.</summary>
    public ulong Size { get; private set; }

    /// <summary>How it has ended; null where it has not.</summary>
    public CallOutcome? Ended { get; private set; }

    /// <summary>Why.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.Count;

    /// <summary>The state, as text.</summary>
    public string State => Encoding.UTF8.GetString([.. _bytes]).TrimEnd(' ');

    public void Take(Output output)
    {
        Assert.Null(Ended);
        if (output.Kind == OutputKind.BackupBegins)
        {
            (Head, Size) = (output.Backup, output.Position);
            Begun++;
            _bytes.Clear();
        }
        else if (output.Kind == OutputKind.BackupPart)
            _bytes.AddRange(output.Bytes.Span);
        else
            (Ended, Reason) = (output.Outcome, output.Text);
    }
}
