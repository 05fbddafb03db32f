using System.Collections.Immutable;

namespace Cohort;

/// <summary>A lock was given back, or renewed, by one that does not hold it, or not any more.</summary>
public sealed class LockNotHeldException : CohortException
{
    internal LockNotHeldException(
        string name,
        ulong token,
        ImmutableArray<LockHolder> holders,
        bool wasGivenBack = false
    )
        : base(
            wasGivenBack
                ? $"Lock '{name}' had token {token}, and was given back already, by whoever held it. {Held(holders)}"
                : $"Lock '{name}' is not held with token {token}, or not any more. {Held(holders)} What was done under it may have "
                    + "been done beside another holder: let whatever it protects compare tokens."
        ) => (Lock, Token, Holders) = (name, token, holders);

    /// <summary>The name of the lock.</summary>
    public string Lock { get; }

    /// <summary>The token with which it had been held.</summary>
    public ulong Token { get; }

    /// <summary>Who holds it.</summary>
    public ImmutableArray<LockHolder> Holders { get; }

    private static string Held(ImmutableArray<LockHolder> holders) =>
        holders.IsEmpty ? "Nobody holds it." : $"It is held by {string.Join(", ", holders)}.";
}

/// <summary>Somebody in a deadlock.</summary>
/// <param name="Owner">Who: the member, and its flow of control or the name of the <see cref="LockOwner"/>.</param>
/// <param name="Holds">The lock that the one before waits for; empty where this one only stands before it in a
/// queue.</param>
/// <param name="WaitsFor">The lock that it waits for.</param>
public sealed record DeadlockStep(string Owner, string Holds, string WaitsFor);

/// <summary>
/// A lock was not waited for, since everybody concerned would have waited for ever. The others go on as if it had not
/// been asked for: let go of what is held, and begin again.
/// </summary>
public sealed class DeadlockException : CohortException
{
    internal DeadlockException(ImmutableArray<DeadlockStep> cycle)
        : base(
            $"{Text(cycle)}. Let go of what you hold and begin again, or take locks in the same order everywhere."
        ) => Cycle = cycle;

    /// <summary>Who would have waited for whom: the one that asked first, the last for the first.</summary>
    public ImmutableArray<DeadlockStep> Cycle { get; }

    private static string Text(ImmutableArray<DeadlockStep> cycle)
    {
        DeadlockStep first = cycle[0];
        string text = $"Deadlock: {first.Owner} holds {first.Holds} and waits for {first.WaitsFor}";
        foreach (DeadlockStep step in cycle.AsSpan()[1..])
            text +=
                step.Holds.Length > 0
                    ? $", held by {step.Owner}, which waits for {step.WaitsFor}"
                    : $", for which {step.Owner} waits before it";
        return text;
    }
}

/// <summary>A lock was not granted and is not waited for: it is another kind of lock, or there are too many
/// claims.</summary>
public sealed class LockRefusedException : CohortException
{
    internal LockRefusedException(string message)
        : base(message) { }
}
