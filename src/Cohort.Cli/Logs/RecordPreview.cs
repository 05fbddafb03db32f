using System.Globalization;
using System.Text;

namespace Cohort.Cli.Logs;

/// <summary>How a record begins, to be read by people: as text where most of it is, else in hexadecimal.</summary>
internal static class RecordPreview
{
    private const int TextBytes = 60;
    private const int BinaryBytes = 20;

    /// <summary>Makes it; it has no control characters, whatever the record has.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> beginning = content[..Math.Min(content.Length, TextBytes)];
        int printable = 0;
        foreach (byte value in beginning)
            printable += IsPrintable(value) ? 1 : 0;
        bool isText = 4 * printable >= 3 * beginning.Length;
        if (!isText)
            beginning = beginning[..Math.Min(beginning.Length, BinaryBytes)];
        var preview = new StringBuilder(isText ? "\"" : "");
        foreach (byte value in beginning)
            preview.Append(
                !isText ? value.ToString("x2", CultureInfo.InvariantCulture)
                : IsPrintable(value) ? ((char)value).ToString()
                : string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}")
            );
        if (isText)
            preview.Append('"');
        if (beginning.Length < content.Length)
            preview.Append('…');
        return preview.ToString();
    }

    // Neither does anything to a terminal, nor ends the text.
    private static bool IsPrintable(byte value) =>
        value is >= (byte)' ' and <= (byte)'~' and not (byte)'"' and not (byte)'\\';
}
