using Cohort.Server.Data;
using Cohort.Server.Data.Values;

namespace Cohort.Server.Commands.Leases;

/// <summary>
/// Leases: something that one owner has until its time is over, or until it gives it back. They lie in a database of their own that clients
/// cannot select; who waits for one is given it in its turn. Each lease has a number that no earlier one of that name has: whoever guards
/// something elsewhere refuses smaller ones (Kleppmann, How to do distributed locking, 2016, "fencing tokens").
/// </summary>
internal static class LeaseCommands
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Command> All =>
        [
            new(Acquire, 4, Internal, 1, 1, 1, static (in arguments, execution) => TryAcquire(arguments, execution))
            {
                Attempt = TryAcquire,
            },
            new("COHORT.LEASE.RENEW", 4, Internal, 1, 1, 1, Renew),
            new("COHORT.LEASE.RELEASE", 3, Internal, 1, 1, 1, Release),
            new("COHORT.LEASE.SHOW", 2, CommandTraits.Read | CommandTraits.Internal, 1, 1, 1, Show),
        ];

    /// <summary>COHORT.LEASE.ACQUIRE name owner milliseconds: gives the number of the lease; waits while another has it.</summary>
    public const string Acquire = "COHORT.LEASE.ACQUIRE";

    private const CommandTraits Internal = CommandTraits.Write | CommandTraits.Internal;

    private static bool TryAcquire(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[3], out long milliseconds))
            return true;
        Entry? held = execution.Find(arguments[1]);
        if (held is not null && !IsOf(held, arguments[2]))
            return false;
        // The owner asks again: its first answer may have been lost.
        held ??= execution.Database.Set(arguments[1], new StringValue(arguments[2]));
        execution.Database.Expire(held, execution.Now + milliseconds);
        execution.Reply.Integer((long)held.Version);
        return true;
    }

    private static void Renew(in Arguments arguments, Execution execution)
    {
        if (!execution.TryReadInteger(arguments[3], out long milliseconds))
            return;
        Entry? held = execution.Find(arguments[1]);
        if (held is null || !IsOf(held, arguments[2]))
        {
            execution.Reply.Null();
            return;
        }
        execution.Database.Expire(held, execution.Now + milliseconds);
        execution.Reply.Integer((long)held.Version);
    }

    private static void Release(in Arguments arguments, Execution execution)
    {
        Entry? held = execution.Find(arguments[1]);
        bool isReleased = held is not null && IsOf(held, arguments[2]);
        if (isReleased)
            execution.Database.Remove(arguments[1]);
        execution.Reply.OneOrZero(isReleased);
    }

    private static void Show(in Arguments arguments, Execution execution)
    {
        if (execution.Find(arguments[1]) is not { Value: StringValue owner } held)
        {
            execution.Reply.NullArray();
            return;
        }
        execution.Reply.Array(3);
        execution.Reply.Bulk(owner.Bytes);
        execution.Reply.Integer((long)held.Version);
        execution.Reply.Integer(Math.Max(0, held.ExpiresAt - execution.Now));
    }

    private static bool IsOf(Entry held, ReadOnlySpan<byte> owner) =>
        held.Value is StringValue value && value.Bytes.SequenceEqual(owner);
}
