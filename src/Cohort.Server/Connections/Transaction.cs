using Cohort.Server.Commands;
using Cohort.Server.Store;

namespace Cohort.Server.Connections;

/// <summary>What a connection has begun with MULTI, and the keys that it watches.</summary>
internal sealed class Transaction
{
    /// <summary>Whether commands are queued.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether a command was refused: nothing is executed then.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The queued commands that the replicas execute.</summary>
    public CommandBatch Queued { get; } = new();

    /// <summary>The queued commands that are executed here.</summary>
    public CommandBatch Locals { get; } = new();

    /// <summary>For each queued command in turn, what executes it here; null where the replicas do.</summary>
    public List<LocalHandler?> Handlers { get; } = [];

    /// <summary>The keys that must not change.</summary>
    public List<WatchedKey> Watched { get; } = [];

    public void Open() => (IsOpen, IsBroken) = (true, false);

    public void Break() => IsBroken = true;

    /// <summary>Another command is queued for the replicas, to be added to what this returns.</summary>
    public CommandBatch AddForReplicas()
    {
        Handlers.Add(null);
        return Queued;
    }

    /// <summary>Another command is queued for the connection.</summary>
    public void AddLocal(LocalHandler local, in Arguments command)
    {
        Handlers.Add(local);
        Locals.Add(command);
    }

    /// <summary>It is over, and nothing is watched any more.</summary>
    public void Close()
    {
        (IsOpen, IsBroken) = (false, false);
        Queued.Clear();
        Locals.Clear();
        Handlers.Clear();
        Watched.Clear();
    }
}
