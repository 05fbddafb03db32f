using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Cohort.Serialization;
using Cohort.Toolkit.Tools;

namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>
/// Finds a replica that differs from the others: every so many updates each tells a digest of its state and of all outcomes so far. The
/// one that is alone with its own, or, of two halves, is not with the oldest member, has diverged.
/// </summary>
/// <remarks>
/// A digest is of what all replicas have after that many updates, however often they compare. So members that compare after
/// different numbers never find a difference where there is none; they compare where all of them do, and one that does so
/// more often than the others keeps only the last few of those that it awaits.
/// </remarks>
/// <param name="port">Sends.</param>
/// <param name="every">After how many updates; 0: never.</param>
internal sealed class StateComparison(IToolPort port, int every)
{
    private const int UpdatesAt = 1;
    private const int DigestAt = UpdatesAt + sizeof(ulong);
    private const int Size = DigestAt + sizeof(ulong);
    private const int MostRounds = 8;

    private readonly SortedDictionary<ulong, Dictionary<MemberId, ulong>> _rounds = [];
    private readonly SortedDictionary<ulong, ulong> _own = [];
    private readonly ArrayBufferWriter<byte> _state = new();
    private View _view = new(default, default, []);

    /// <summary>This replica has been found to differ: after so many updates, and from whom. Told when a digest is delivered, its own
    /// too.</summary>
    public event Action<ulong, Member>? Diverged;

    /// <summary>A member compares after other numbers of updates than this one. Told each time that it shows.</summary>
    public event Action<Member>? ComparedOtherwise;

    /// <summary>Folds bytes into a digest.</summary>
    public static ulong Fold(ulong digest, ReadOnlySpan<byte> bytes)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        digest = (digest ^ (ulong)bytes.Length) * factor;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            digest = ulong.RotateLeft((digest ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * factor, 29);
        foreach (byte rest in bytes)
            digest = (digest ^ rest) * factor;
        return digest ^ (digest >> 32);
    }

    /// <summary>The objects have made so many updates.</summary>
    public void Made(ulong updates, ITool objects)
    {
        if (!IsCompared(updates))
            return;
        _state.ResetWrittenCount();
        var writer = new PackWriter(_state);
        objects.Save(ref writer);
        writer.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_state.WrittenSpan, hash);
        ulong digest = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        _own[updates] = digest;
        if (_own.Count > MostRounds)
            _own.Remove(_own.Keys.First());
        byte[] message = new byte[ToolMessage.HeaderSize + Size];
        Span<byte> own = message.AsSpan(ToolMessage.HeaderSize);
        own[0] = (byte)ObjectMessageKind.Digest;
        BinaryPrimitives.WriteUInt64LittleEndian(own[UpdatesAt..], updates);
        BinaryPrimitives.WriteUInt64LittleEndian(own[DigestAt..], digest);
        port.Send(message, Order.Fifo, Delivery.Received);
    }

    /// <summary>A member tells its digest.</summary>
    public void Deliver(MemberId sender, ReadOnlySpan<byte> message)
    {
        if (message.Length != Size)
            throw new InvalidDataException("a digest that makes no sense was sent");
        ulong updates = BinaryPrimitives.ReadUInt64LittleEndian(message[UpdatesAt..]);
        if (!IsCompared(updates))
        {
            if (_view.RankOf(sender) is >= 0 and int rank)
                ComparedOtherwise?.Invoke(_view.Members[rank]);
            return;
        }
        if (!_rounds.TryGetValue(updates, out Dictionary<MemberId, ulong>? round))
            _rounds.Add(updates, round = []);
        round[sender] = BinaryPrimitives.ReadUInt64LittleEndian(message[DigestAt..]);
        if (_rounds.Count > MostRounds)
            _rounds.Remove(_rounds.Keys.First());
        Judge(updates);
    }

    /// <summary>A view is installed.</summary>
    public void Install(View view) => _view = view;

    /// <summary>This process is no member for now.</summary>
    public void Expelled()
    {
        _rounds.Clear();
        _own.Clear();
    }

    private bool IsCompared(ulong updates) => every != 0 && updates % (ulong)every == 0;

    private void Judge(ulong updates)
    {
        if (
            !_own.TryGetValue(updates, out ulong own)
            || !_rounds.TryGetValue(updates, out Dictionary<MemberId, ulong>? round)
        )
            return;
        // In rank order, so that of two equal halves the one with the oldest member wins.
        Member? winner = null;
        int most = 0;
        foreach (Member member in _view.Members)
        {
            if (!round.TryGetValue(member.Id, out ulong digest))
            {
                if (member.HoldsState)
                    return;
                continue;
            }
            int agreeing = round.Values.Count(other => other == digest);
            if (agreeing > most)
                (winner, most) = (member, agreeing);
        }
        if (winner is null)
            return;
        bool differs = round[winner.Id] != own;
        _rounds.Remove(updates);
        _own.Remove(updates);
        if (differs)
            Diverged?.Invoke(updates, winner);
    }
}
