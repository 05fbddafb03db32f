using Cohort.Serialization;

namespace Cohort.Server.Data.Values;

/// <summary>Bytes. There may be room behind them, so that appending is cheap.</summary>
internal sealed class StringValue : Value
{
    private const int Overhead = 48;
    private const int LongestEmbedded = 44;
    private const byte ChangedFlag = 1;
    private const byte TextFlag = 2;

    private byte[] _bytes;
    private int _length;

    /// <param name="bytes">The value's own from now on.</param>
    public StringValue(byte[] bytes) => (_bytes, _length) = (bytes, bytes.Length);

    public StringValue(ReadOnlySpan<byte> bytes)
        : this(bytes.ToArray()) { }

    /// <summary>One that Redis would keep as bytes, whatever they say.</summary>
    public static StringValue Raw(byte[] bytes) => new(bytes) { WasChanged = true };

    /// <summary>One that Redis would keep as text, though it be a number.</summary>
    public static StringValue Text(byte[] bytes) => new(bytes) { IsText = true };

    public override ValueKind Kind => ValueKind.String;

    public override string TypeName => "string";

    public override string Encoding =>
        IsInteger ? "int"
        : WasChanged || _length > LongestEmbedded ? "raw"
        : "embstr";

    public override bool IsEmpty => false;

    public override long Size => Overhead + _bytes.Length;

    /// <summary>The bytes. They may be changed in place by who calls <see cref="Resize"/> first, which says so.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, _length);

    private bool WasChanged { get; set; }

    private bool IsText { get; init; }

    private bool IsInteger => !WasChanged && !IsText && Numbers.TryParse(Bytes, out long _);

    /// <summary>Makes it so long, with zeros where there was nothing; its bytes are about to be changed in place.</summary>
    public void Resize(int length)
    {
        WasChanged = true;
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(length, (int)Math.Min(2L * _bytes.Length, Array.MaxLength)));
        else if (length < _length)
            _bytes.AsSpan(length, _length - length).Clear();
        _length = length;
    }

    /// <summary>Adds bytes behind those that are there.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int before = _length;
        Resize(before + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(before));
    }

    public override Value Copy() => new StringValue(Bytes) { WasChanged = WasChanged, IsText = IsText };

    public override void Save(ref PackWriter writer)
    {
        writer.WriteByte((byte)((WasChanged ? ChangedFlag : 0) | (IsText ? TextFlag : 0)));
        writer.WriteBytes(Bytes);
    }

    public static StringValue Load(ref PackReader reader)
    {
        byte flags = reader.ReadByte();
        return new StringValue(reader.ReadBytes())
        {
            WasChanged = (flags & ChangedFlag) != 0,
            IsText = (flags & TextFlag) != 0,
        };
    }
}
