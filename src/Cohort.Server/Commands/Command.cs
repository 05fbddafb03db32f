namespace Cohort.Server.Commands;

/// <summary>Executes a command: reads and changes what there is, and writes exactly one reply.</summary>
internal delegate void CommandHandler(in Arguments arguments, Execution execution);

/// <summary>Executes a command that may wait: tries to do at once what it asks for.</summary>
/// <returns>Whether a reply was written, be it an error; false where there is nothing for it yet, and nothing was changed.</returns>
internal delegate bool Attempt(in Arguments arguments, Execution execution);

/// <summary>What a command does, as far as somebody has to know who does not execute it.</summary>
[Flags]
internal enum CommandTraits
{
    /// <summary>It is the connection's affair alone, and touches no key.</summary>
    Local = 0,

    /// <summary>It reads, and changes nothing.</summary>
    Read = 1,

    /// <summary>It may change what there is: all replicas execute it.</summary>
    Write = 2,

    /// <summary>It may wait for somebody else to give it something.</summary>
    Blocking = 4,

    /// <summary>It takes constant time, or nearly.</summary>
    Fast = 8,

    /// <summary>It belongs to the administration.</summary>
    Admin = 16,

    /// <summary>It belongs to publishing and subscribing.</summary>
    PubSub = 32,

    /// <summary>It may not stand in a transaction.</summary>
    NoMulti = 64,

    /// <summary>It may come before a password.</summary>
    NoAuth = 128,

    /// <summary>It is not queued after MULTI, but executed at once.</summary>
    EndsMulti = 256,

    /// <summary>It subscribes, or ends that.</summary>
    Subscribes = 512,

    /// <summary>Only the server itself sends it to the replicas.</summary>
    Internal = 1024,

    /// <summary>Which of its arguments are keys depends on the others.</summary>
    MovableKeys = 2048,
}

/// <summary>One command.</summary>
/// <param name="Name">Its name, in capitals; one that belongs to another has that one's name before a bar, "CLIENT|ID".</param>
/// <param name="Arity">How many arguments it takes, with its name; where it takes more as well, the least with a minus in front.</param>
/// <param name="Traits">What it does.</param>
/// <param name="FirstKey">Where its first key stands; 0: it has none.</param>
/// <param name="LastKey">Where its last key stands, from the end where it is negative.</param>
/// <param name="KeyStep">How far its keys are from each other.</param>
/// <param name="Handler">Executes it; null for what connections do themselves.</param>
internal sealed record Command(
    string Name,
    int Arity,
    CommandTraits Traits,
    int FirstKey,
    int LastKey,
    int KeyStep,
    CommandHandler? Handler
)
{
    /// <summary>Where the number of its keys stands, which the keys follow; 0: they are where the other properties say.</summary>
    public int CountAt { get; init; }

    /// <summary>Of a command that may wait: tries at once.</summary>
    public Attempt? Attempt { get; init; }

    /// <summary>Whether all replicas execute it.</summary>
    public bool IsWrite => (Traits & CommandTraits.Write) != 0;

    /// <summary>Whether one replica executes it.</summary>
    public bool IsRead => (Traits & CommandTraits.Read) != 0;

    /// <summary>Whether it can be called with so many arguments, counting its name.</summary>
    public bool Takes(int count) => Arity >= 0 ? count == Arity : count >= -Arity;

    /// <summary>One that is the connection's affair.</summary>
    public static Command Local(string name, int arity, CommandTraits traits = CommandTraits.Local) =>
        new(name, arity, traits, 0, 0, 0, null);

    /// <summary>One that reads.</summary>
    public static Command Read(
        string name,
        int arity,
        CommandHandler handler,
        int first = 1,
        int last = 1,
        int step = 1
    ) => new(name, arity, CommandTraits.Read, first, last, step, handler);

    /// <summary>One that changes something.</summary>
    public static Command Write(
        string name,
        int arity,
        CommandHandler handler,
        int first = 1,
        int last = 1,
        int step = 1
    ) => new(name, arity, CommandTraits.Write, first, last, step, handler);
}
