namespace Cohort.Simulation.Applications;

/// <summary>What a replicated object is.</summary>
internal enum ObjectKind : byte
{
    Register,
    Counter,
    Queue,
}

/// <summary>What a message asks the replicated objects to do.</summary>
internal enum ObjectCall : byte
{
    /// <summary>Nothing: the message is only counted and recorded.</summary>
    None,
    Read,
    Write,
    Add,
    Enqueue,
    Dequeue,
}

/// <summary>The words by which histories speak of them.</summary>
internal static class ObjectWords
{
    public static string Word(this ObjectKind kind) =>
        kind switch
        {
            ObjectKind.Register => "register",
            ObjectKind.Counter => "counter",
            _ => "queue",
        };

    public static string Word(this ObjectCall call) =>
        call switch
        {
            ObjectCall.Read => "read",
            ObjectCall.Write => "write",
            ObjectCall.Add => "add",
            ObjectCall.Enqueue => "enqueue",
            ObjectCall.Dequeue => "dequeue",
            _ => "none",
        };
}
