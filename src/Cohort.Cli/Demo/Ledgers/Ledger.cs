using System.Security.Cryptography;

namespace Cohort.Cli.Demo.Ledgers;

/// <summary>
/// The replicated state of the demo: accounts, and which operations have been applied. It is deterministic: ledgers that
/// have applied the same operations in the same order are equal to the last byte.
/// </summary>
internal sealed class Ledger
{
    private const int Accounts = 100;
    private const long OpeningBalance = 1_000;

    private readonly long[] _balances = new long[Accounts];
    private readonly SortedDictionary<int, AppliedSet> _applied = [];
    private ulong _orderHash;

    public Ledger() => Array.Fill(_balances, OpeningBalance);

    /// <summary>How many operations have been applied.</summary>
    public ulong Operations { get; private set; }

    /// <summary>How many operations came a second time although nobody had asked again. There must be none.</summary>
    public ulong Repetitions { get; private set; }

    /// <summary>Whether no money appeared or vanished.</summary>
    public bool IsBalanced => _balances.Sum() == Accounts * OpeningBalance;

    /// <summary>Draws a transfer that somebody might order.</summary>
    public static Transfer Draw(OperationId id, Random random) =>
        new(id, random.Next(Accounts), random.Next(Accounts), random.Next(1, 500));

    /// <summary>Applies a transfer: it happens if the account holds enough, and counts as applied either way.</summary>
    public void Apply(in Transfer transfer)
    {
        if (!_applied.TryGetValue(transfer.Id.Client, out AppliedSet? applied))
            _applied[transfer.Id.Client] = applied = new AppliedSet();
        if (!applied.Add(transfer.Id.Sequence))
        {
            if (!transfer.IsAskedAgain)
                Repetitions++;
            return;
        }
        Operations++;
        if (_balances[transfer.From] >= transfer.Amount)
        {
            _balances[transfer.From] -= transfer.Amount;
            _balances[transfer.To] += transfer.Amount;
        }
        // Two different orders that happen to end in the same balances still show.
        _orderHash =
            unchecked(
                (_orderHash ^ (uint)transfer.Id.Client ^ ((ulong)(uint)transfer.Id.Sequence << 32)) * 0x100000001B3
            ) ^ (_orderHash >> 29);
    }

    /// <summary>Whether an operation has been applied.</summary>
    public bool HasApplied(OperationId id) =>
        _applied.TryGetValue(id.Client, out AppliedSet? applied) && applied.Contains(id.Sequence);

    /// <summary>The whole state as bytes, the same for equal ledgers.</summary>
    public byte[] Save()
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (long balance in _balances)
            writer.Write(balance);
        writer.Write(Operations);
        writer.Write(Repetitions);
        writer.Write(_orderHash);
        writer.Write(_applied.Count);
        foreach ((int client, AppliedSet applied) in _applied)
        {
            writer.Write(client);
            applied.Save(writer);
        }
        return stream.ToArray();
    }

    /// <summary>Replaces the whole state by one that was saved.</summary>
    public void Load(ReadOnlySpan<byte> state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.ToArray()));
        for (int account = 0; account < Accounts; account++)
            _balances[account] = reader.ReadInt64();
        Operations = reader.ReadUInt64();
        Repetitions = reader.ReadUInt64();
        _orderHash = reader.ReadUInt64();
        _applied.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
            _applied.Add(reader.ReadInt32(), AppliedSet.Load(reader));
    }

    /// <summary>Tells states apart.</summary>
    public static string HashOf(ReadOnlySpan<byte> state) => Convert.ToHexStringLower(SHA256.HashData(state));
}
