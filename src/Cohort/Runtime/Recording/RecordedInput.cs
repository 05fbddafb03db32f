using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cohort.Protocol;

namespace Cohort.Runtime.Recording;

/// <summary>One input, with all that its kind carries.</summary>
internal sealed record RecordedInput
{
    /// <summary>The size of what <see cref="WriteHead"/> writes.</summary>
    public const int HeadSize = 1 + 4 + 4 + 8 + 8 + 1 + 1 + 1 + 1 + 1 + 8 + 4 + 4 + 8;

    public InputKind Kind { get; init; }
    public int Target { get; init; }
    public int Dial { get; init; }
    public ulong Amount { get; init; }
    public long Ticket { get; init; }
    public Order Order { get; init; }
    public Delivery Delivery { get; init; }
    public bool FromHandler { get; init; }
    public bool HasState { get; init; }
    public bool Rejoin { get; init; }
    public bool Governed { get; init; }
    public bool RecreatesLost { get; init; }
    public bool TakesCalls { get; init; }
    public bool Durable { get; init; }
    public bool IsCall { get; init; }
    public long DiffusionHistory { get; init; }

    /// <summary>Zero where there is none.</summary>
    public TimeSpan MaxLag { get; init; }

    /// <summary>The group's name, and on a second line its contract, if it has one; or the reason.</summary>
    public string? Text { get; init; }

    /// <summary>The bytes, or the first of them where <see cref="Length"/> says that there were more.</summary>
    public byte[]? Bytes { get; init; }

    /// <summary>How many bytes there were.</summary>
    public int Length { get; init; }

    /// <summary>The input again.</summary>
    public Input ToInput() =>
        Kind switch
        {
            InputKind.Connected => Input.Connected(Dial, Target),
            InputKind.DialFailed => Input.DialFailed(Dial, Amount != 0),
            InputKind.Accepted => Input.Accepted(Target),
            InputKind.Received => Input.Received(Target, Bytes),
            InputKind.Written => Input.Written(Target, (int)Amount),
            InputKind.Closed => Input.Closed(Target),
            InputKind.Join => Input.Join(
                Target,
                new GroupSettings
                {
                    Name = (Text ?? "").Split('\n')[0],
                    Contract = (Text ?? "").Split('\n').ElementAtOrDefault(1) ?? "",
                    Governed = Governed,
                    RecreatesLost = RecreatesLost,
                    HasState = HasState,
                    TakesCalls = TakesCalls,
                    Durable = Durable,
                    DiffusionHistory = DiffusionHistory,
                    Rejoin = Rejoin,
                    MaxLag = MaxLag > TimeSpan.Zero ? MaxLag : null,
                }
            ),
            InputKind.Leave => Input.Leave(Target),
            InputKind.Send => Input.Send(Target, Ticket, Bytes, Order, Delivery, FromHandler, IsCall),
            InputKind.Flush => Input.Flush(Target, Ticket, Amount),
            InputKind.Consumed => Input.Consumed(Target, (int)Amount),
            InputKind.StateTaken => Input.StateTaken(Target, Ticket, Bytes),
            InputKind.StateLoaded => Input.StateLoaded(Target, Ticket),
            InputKind.ApplicationFailed => Input.ApplicationFailed(Target, Text ?? ""),
            InputKind.StateNotTaken => Input.StateNotTaken(Target, Ticket, Text ?? ""),
            InputKind.ReadLags => Input.ReadLags(Target),
            InputKind.FollowDirectory => Input.FollowDirectory(),
            InputKind.ReadDirectory => Input.ReadDirectory(Ticket),
            InputKind.CallAnswered => Input.CallAnswered(Ticket, Bytes),
            InputKind.CallNotTaken => Input.CallNotTaken(Ticket, Text ?? ""),
            InputKind.Call => Input.Call(Ticket, Text ?? "", Bytes),
            InputKind.CancelCall => Input.CancelCall(Ticket),
            InputKind.Subscribe => Input.Subscribe(Ticket, Text ?? ""),
            InputKind.Unsubscribe => Input.Unsubscribe(Ticket),
            InputKind.FeedHandled => Input.FeedHandled(Ticket, (int)Amount),

            InputKind.Synced => Input.Synced(Amount),
            InputKind.DiskFailed => Input.DiskFailed(Text ?? ""),
            InputKind.TakeBackup => Input.TakeBackup(Ticket, Text ?? ""),
            InputKind.BackupHandled => Input.BackupHandled(Ticket, (int)Amount),
            InputKind.DropBackup => Input.DropBackup(Ticket),
            InputKind.LogRead => Input.LogRead(Target, Ticket, Bytes),
            InputKind.LogNotRead => Input.LogNotRead(Target, Ticket, Text ?? ""),
            InputKind.ChooseLog => Input.ChooseLog(ChoiceOf((Text ?? "").Split('\n'))),
            InputKind.Ensure => Input.Ensure(PlacementOf((Text ?? "").Split('\n'))),
            _ => throw new UnreachableException($"An input of kind {Kind} is not known here."),
        };

    /// <summary>What an input carries as text.</summary>
    public static string TextOf(in Input input) =>
        input.Kind switch
        {
            InputKind.Join when input.Settings.Contract.Length > 0 =>
                $"{input.Settings.Name}\n{input.Settings.Contract}",
            InputKind.Join => input.Settings.Name,
            InputKind.Ensure => string.Join('\n', LinesOf(input.Placement)),
            InputKind.ChooseLog => LinesOf(input.Choice),
            InputKind.ApplicationFailed
            or InputKind.StateNotTaken
            or InputKind.CallNotTaken
            or InputKind.Call
            or InputKind.DiskFailed
            or InputKind.LogNotRead
            or InputKind.Subscribe
            or InputKind.TakeBackup => input.Text,
            _ => "",
        };

    // No name, label or value has a line break in it.
    private static IEnumerable<string> LinesOf(PlacementInfo placement) =>
        [
            placement.Name,
            placement.Replicas.ToString(CultureInfo.InvariantCulture),
            placement.Shards.ToString(CultureInfo.InvariantCulture),
            placement.SpreadBy,
            .. placement.Labels.SelectMany(label => new[] { label.Key, label.Value }),
        ];

    private static PlacementInfo PlacementOf(string[] lines) =>
        new()
        {
            Name = lines[0],
            Replicas = int.Parse(lines[1], CultureInfo.InvariantCulture),
            Shards = int.Parse(lines[2], CultureInfo.InvariantCulture),
            SpreadBy = lines[3],
            Labels = lines[4..]
                .Chunk(2)
                .ToImmutableSortedDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal),
        };

    private static string LinesOf(LogChoice choice) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{choice.Address}\n{choice.Lost.High}\n{choice.Lost.Low}\n{choice.Last.Value}\n{choice.Formation.High}\n{choice.Formation.Low}\n{choice.View.Value}"
        );

    private static LogChoice ChoiceOf(string[] lines)
    {
        ulong[] numbers = [.. lines[1..].Select(line => ulong.Parse(line, CultureInfo.InvariantCulture))];
        return new LogChoice(
            new GroupId(numbers[0], numbers[1]),
            new ViewNumber(numbers[2]),
            lines[0],
            new GroupId(numbers[3], numbers[4]),
            new ViewNumber(numbers[5])
        );
    }

    /// <summary>Writes all of an input but its text and bytes, which follow.</summary>
    public static void WriteHead(Span<byte> head, in Input input, int textSize)
    {
        GroupSettings? settings = input.Kind == InputKind.Join ? input.Settings : null;
        head[0] = (byte)input.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], input.Group);
        BinaryPrimitives.WriteInt32LittleEndian(head[5..], input.Dial);
        BinaryPrimitives.WriteUInt64LittleEndian(head[9..], input.Amount);
        BinaryPrimitives.WriteInt64LittleEndian(head[17..], input.Ticket);
        head[25] = (byte)input.Order;
        head[26] = (byte)input.Delivery;
        head[27] = (byte)((input.FromHandler ? 1 : 0) | (input.IsCall ? 2 : 0));
        head[28] = (byte)(
            (settings is { HasState: true } ? 1 : 0)
            | (settings is { Governed: true } ? 2 : 0)
            | (settings is { RecreatesLost: true } ? 4 : 0)
            | (settings is { TakesCalls: true } ? 8 : 0)
            | (settings is { Durable: true } ? 16 : 0)
        );
        head[29] = settings is { Rejoin: true } ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(head[30..], settings?.MaxLag?.Ticks ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(head[38..], textSize);
        BinaryPrimitives.WriteInt32LittleEndian(head[42..], input.Bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head[46..], settings?.DiffusionHistory ?? 0);
    }

    /// <summary>Reads what was written.</summary>
    public static RecordedInput Read(ReadOnlySpan<byte> record)
    {
        int textSize = BinaryPrimitives.ReadInt32LittleEndian(record[38..]);
        return new RecordedInput
        {
            Kind = (InputKind)record[0],
            Target = BinaryPrimitives.ReadInt32LittleEndian(record[1..]),
            Dial = BinaryPrimitives.ReadInt32LittleEndian(record[5..]),
            Amount = BinaryPrimitives.ReadUInt64LittleEndian(record[9..]),
            Ticket = BinaryPrimitives.ReadInt64LittleEndian(record[17..]),
            Order = (Order)record[25],
            Delivery = (Delivery)record[26],
            FromHandler = (record[27] & 1) != 0,
            IsCall = (record[27] & 2) != 0,
            HasState = (record[28] & 1) != 0,
            Governed = (record[28] & 2) != 0,
            RecreatesLost = (record[28] & 4) != 0,
            TakesCalls = (record[28] & 8) != 0,
            Durable = (record[28] & 16) != 0,
            Rejoin = record[29] != 0,
            MaxLag = new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(record[30..])),
            Text = textSize > 0 ? Encoding.UTF8.GetString(record.Slice(HeadSize, textSize)) : null,
            Bytes = record.Length > HeadSize + textSize ? record[(HeadSize + textSize)..].ToArray() : null,
            Length = BinaryPrimitives.ReadInt32LittleEndian(record[42..]),
            DiffusionHistory = BinaryPrimitives.ReadInt64LittleEndian(record[46..]),
        };
    }
}
