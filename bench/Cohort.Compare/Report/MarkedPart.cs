namespace Cohort.Compare.Report;

/// <summary>The part of a file that this command writes, between two marks; the rest is somebody else's.</summary>
internal static class MarkedPart
{
    private const string Begin = "<!-- bench/compare writes from here -->";
    private const string End = "<!-- bench/compare writes to here -->";

    /// <summary>Makes sure that there will be a place for the text.</summary>
    /// <exception cref="IOException">The folder does not exist.</exception>
    /// <exception cref="FormatException">The file has one mark without the other.</exception>
    public static async Task CheckAsync(string file, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.GetDirectoryName(file)))
            throw new DirectoryNotFoundException($"{file} lies in a folder that does not exist; make it first");
        if (File.Exists(file))
            Replace(await File.ReadAllTextAsync(file, cancellationToken), "");
    }

    /// <summary>Puts a text between the marks, which it adds at the end of a file that has none.</summary>
    /// <exception cref="FormatException">The file has one mark without the other.</exception>
    public static async Task ReplaceAsync(string file, string text, CancellationToken cancellationToken)
    {
        string before = File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : "";
        await File.WriteAllTextAsync(file, Replace(before, text), cancellationToken);
    }

    /// <summary>The same for the contents of a file.</summary>
    public static string Replace(string contents, string text)
    {
        string part = $"{Begin}\n\n{text.Trim()}\n\n{End}";
        int begin = contents.IndexOf(Begin, StringComparison.Ordinal);
        int end = contents.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 && end < 0)
            return contents.Length == 0 ? $"{part}\n" : $"{contents.TrimEnd()}\n\n{part}\n";
        if (begin < 0 || end < begin)
            throw new FormatException($"the file for the tables needs '{Begin}' and after it '{End}', or neither");
        return contents[..begin] + part + contents[(end + End.Length)..];
    }
}
