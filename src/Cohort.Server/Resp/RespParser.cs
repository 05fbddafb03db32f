using System.Buffers;
using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Data;

namespace Cohort.Server.Resp;

/// <summary>
/// Reads commands from a connection, however they are split: each byte is looked at once, and nothing is set aside for what is only
/// announced. A command is an array of bulk strings, or a line as somebody types it ("inline command").
/// </summary>
internal sealed class RespParser
{
    private static readonly byte[] s_endOfLine = "\r\n"u8.ToArray();

    private readonly List<byte[]> _words = [];
    private int _argumentsLeft;
    private int _bytesLeft = -1;
    private long _commandBytes;

    /// <summary>What may be sent.</summary>
    public required RespLimits Limits { get; set; }

    /// <summary>Whether the last command has begun and is not complete.</summary>
    public bool IsInCommand => _argumentsLeft > 0;

    /// <summary>
    /// Reads on, until a command is complete or everything is read.
    /// </summary>
    /// <param name="input">What has come; begins behind what was read afterwards.</param>
    /// <param name="batch">Where commands go.</param>
    /// <returns>Whether a command is complete.</returns>
    /// <exception cref="RespException">That is no command, or more than may be sent. The connection cannot go on.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> input, CommandBatch batch)
    {
        while (true)
        {
            if (_argumentsLeft == 0)
            {
                if (!TryTakeLine(ref input, out ReadOnlySpan<byte> line))
                    return false;
                if (line.IsEmpty)
                    continue;
                if (line[0] != '*')
                {
                    if (TryReadWords(line, batch))
                        return true;
                    continue;
                }
                if (!TryBeginCommand(line[1..], batch))
                    continue;
            }
            if (_bytesLeft < 0 && !TryBeginArgument(ref input, batch))
                return false;
            if (!TryReadArgument(ref input, batch))
                return false;
            if (--_argumentsLeft == 0)
            {
                batch.End();
                return true;
            }
        }
    }

    private bool TryBeginCommand(ReadOnlySpan<byte> number, CommandBatch batch)
    {
        if (!Numbers.TryParse(number, out int count) || count > Limits.Arguments)
            throw new RespException(
                Limits == RespLimits.Unauthenticated && count > 0
                    ? "unauthenticated multibulk length"
                    : "invalid multibulk length"
            );
        if (count <= 0)
            return false;
        (_argumentsLeft, _bytesLeft, _commandBytes) = (count, -1, 0);
        batch.Begin(count);
        return true;
    }

    private bool TryBeginArgument(ref ReadOnlySequence<byte> input, CommandBatch batch)
    {
        if (!TryTakeLine(ref input, out ReadOnlySpan<byte> line))
            return false;
        if (line.IsEmpty || line[0] != '$')
            throw new RespException($"expected '$', got '{(line.IsEmpty ? ' ' : Printable(line[0]))}'");
        if (!Numbers.TryParse(line[1..], out int length) || length < 0 || length > Limits.ArgumentBytes)
            throw new RespException(
                Limits == RespLimits.Unauthenticated && length > 0
                    ? "unauthenticated bulk length"
                    : "invalid bulk length"
            );
        _commandBytes += length;
        if (_commandBytes > Limits.CommandBytes)
            throw new RespException($"a command of more than {Limits.CommandBytes} bytes");
        _bytesLeft = length;
        batch.BeginArgument(length);
        return true;
    }

    private bool TryReadArgument(ref ReadOnlySequence<byte> input, CommandBatch batch)
    {
        while (_bytesLeft > 0 && !input.IsEmpty)
        {
            ReadOnlySpan<byte> next = input.FirstSpan;
            next = next[..Math.Min(next.Length, _bytesLeft)];
            batch.AddPart(next);
            _bytesLeft -= next.Length;
            input = input.Slice(next.Length);
        }
        // What ends it comes with it; Redis does not look what it is either.
        if (_bytesLeft > 0 || input.Length < s_endOfLine.Length)
            return false;
        input = input.Slice(s_endOfLine.Length);
        _bytesLeft = -1;
        return true;
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> input, out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> first = input.FirstSpan;
        int end = first.IndexOf((byte)'\n');
        if (end >= 0)
        {
            line = first[..end];
            input = input.Slice(end + 1);
        }
        else if (input.PositionOf((byte)'\n') is { } position)
        {
            ReadOnlySequence<byte> all = input.Slice(0, position);
            RequireShort(all.Length);
            line = all.ToArray();
            input = input.Slice(input.GetPosition(1, position));
        }
        else
        {
            RequireShort(input.Length);
            line = default;
            return false;
        }
        RequireShort(line.Length);
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        return true;
    }

    private static void RequireShort(long length)
    {
        if (length > RespLimits.Line)
            throw new RespException("too big inline request");
    }

    private bool TryReadWords(ReadOnlySpan<byte> line, CommandBatch batch)
    {
        _words.Clear();
        if (!InlineWords.TryRead(line, _words))
            throw new RespException("unbalanced quotes in request");
        if (_words.Count == 0)
            return false;
        batch.Begin(_words.Count);
        foreach (byte[] word in _words)
            batch.Add(word);
        batch.End();
        return true;
    }

    private static string Printable(byte letter) => Encoding.Latin1.GetString([letter]);
}
