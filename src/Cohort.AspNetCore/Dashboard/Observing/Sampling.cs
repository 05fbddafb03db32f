using System.Globalization;
using System.Numerics;

namespace Cohort.AspNetCore.Dashboard.Observing;

/// <summary>
/// Which messages of a group are told of where there are too many. All members choose by the message's name alone, and one that tells of fewer
/// tells of a part of what the others tell of, so that what is shown of a message is whole. Those of a sender that follow each other are chosen
/// together: what overtakes what can be seen.
/// </summary>
internal sealed class Sampling
{
    /// <summary>How many messages in a second are told of, about.</summary>
    public const int PerSecond = 48;

    private const int Together = 8;
    private const int MostHalvings = 30;

    private int _halvings;

    /// <summary>Of how many messages one is told of.</summary>
    public long OneOf => 1L << Volatile.Read(ref _halvings);

    /// <summary>So many messages were seen in a second: fewer or more are told of from now on.</summary>
    public void Adapt(double seenPerSecond)
    {
        double wanted = seenPerSecond / PerSecond;
        int halvings = wanted <= 1 ? 0 : Math.Min(MostHalvings, BitOperations.Log2((uint)Math.Ceiling(wanted) - 1) + 1);
        Volatile.Write(ref _halvings, halvings);
    }

    /// <summary>Whether a message is told of.</summary>
    /// <param name="message">As <see cref="MessageId.ToString"/> has it.</param>
    public bool Chooses(string message)
    {
        int halvings = Volatile.Read(ref _halvings);
        if (halvings == 0)
            return true;
        int slash = message.LastIndexOf('/');
        if (slash < 0 || !ulong.TryParse(message.AsSpan(slash + 1), CultureInfo.InvariantCulture, out ulong number))
            return false;
        return (Mix(Hash(message.AsSpan(0, slash)) + (number / Together)) & ((1UL << halvings) - 1)) == 0;
    }

    // The same in every process, unlike a string's own.
    private static ulong Hash(ReadOnlySpan<char> stream)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (char letter in stream)
            hash = (hash ^ letter) * 0x100000001b3;
        return hash;
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
