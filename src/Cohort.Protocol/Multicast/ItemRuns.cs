using Cohort.Protocol.Memory;
using Cohort.Protocol.Wire;

namespace Cohort.Protocol.Multicast;

/// <summary>
/// Items of the own stream that lie one behind the other, as frames carry them: put into a frame as one piece, and looked at
/// once for all links.
/// </summary>
internal sealed class ItemRuns(SenderStream stream, int most)
{
    private readonly List<Run> _found = [];
    private ChecksumShift _shift = new();

    /// <summary>Some items, with their lengths.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Last">The last.</param>
    /// <param name="Bytes">Where they lie.</param>
    /// <param name="Checksum">The checksum of that.</param>
    internal readonly record struct Run(ulong First, ulong Last, SlabPart Bytes, uint Checksum);

    /// <summary>Forgets what was found: the items may go, and more may follow.</summary>
    public void Forget() => _found.Clear();

    /// <summary>The items from one on, about as many as go into a frame.</summary>
    public Run From(ulong first)
    {
        foreach (Run found in _found)
            if (found.First == first)
                return found;
        Run run = Find(first);
        _found.Add(run);
        return run;
    }

    private Run Find(ulong first)
    {
        SlabPart bytes = stream[first].Written;
        int end = bytes.Start + bytes.Length;
        ulong last = first;
        while (last < stream.Received && end - bytes.Start < most)
        {
            SlabPart next = stream[last + 1].Written;
            if (next.Slab != bytes.Slab || next.Start != end)
                break;
            end += next.Length;
            last++;
        }
        var whole = new SlabPart(bytes.Slab, bytes.Start, end - bytes.Start);
        return new Run(first, last, whole, ChecksumOf(first, last, whole));
    }

    // Large items have had theirs taken when they were written, while the bytes were at hand.
    private uint ChecksumOf(ulong first, ulong last, SlabPart whole)
    {
        uint checksum = 0;
        ReadOnlySpan<byte> slab = whole.Slab.Bytes;
        int from = whole.Start;
        for (ulong number = first; number <= last; number++)
        {
            ref readonly StreamItem item = ref stream[number];
            if (item.Checksum is not { } its)
                continue;
            SlabPart bytes = item.Written;
            checksum = Crc32C.Append(checksum, slab[from..bytes.Start]);
            checksum = Crc32C.Join(checksum, its, _shift.By(bytes.Length));
            from = bytes.Start + bytes.Length;
        }
        return Crc32C.Append(checksum, slab[from..(whole.Start + whole.Length)]);
    }
}
