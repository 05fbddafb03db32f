using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Cohort.Cli.CommandLine;
using Cohort.Storage.Logs;

namespace Cohort.Cli.Logs;

/// <summary><c>cohort log show</c>: the records.</summary>
internal sealed class ShowCommand : LogReadingCommand
{
    private readonly NumberOption<ulong> _from = new(
        "--from",
        "The number of the first record to show",
        smallest: 1,
        largest: ulong.MaxValue,
        preset: 1
    );
    private readonly NumberOption<long> _count = new(
        "--count",
        "How many records to show",
        smallest: 1,
        largest: long.MaxValue,
        preset: 100
    );

    public ShowCommand()
        : base(
            "show",
            "Shows the records of a node's log, a line each: number, file and offset, bytes, and how it begins. A mark is "
                + "a record that says nothing but how far the log is on the disk.",
            "Print one JSON object for each record, a line each, and nothing else",
            new Example("cohort log show data/a", "The first hundred records that are there."),
            new Example("cohort log show data/a --from 1000 --count 20", "Twenty, from the thousandth on."),
            new Example("cohort log show data/a --json", "A JSON object in each line, for a script.")
        )
    {
        Add(_from);
        Add(_count);
    }

    public override int Run(LogFolder folder, LogSession session, CancellationToken cancellationToken)
    {
        LogRequest request = session.Request;
        long shown = 0;
        (ulong first, ulong last) = (0, 0);
        bool isMore = false;
        LogEnd? end = LogReader.Walk(
            folder.Disk,
            request.From,
            (file, offset, in header, content) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (header.Number < request.From)
                    return true;
                isMore = shown == request.Count;
                if (isMore)
                    return false;
                last = header.Number;
                first = shown++ == 0 ? last : first;
                session.Output.WriteLine(Line(file, offset, header, content, request.Json));
                return true;
            }
        );
        if (shown == 0)
            session.Note(
                end is { Next: > 1 }
                    ? Number($"the last record is {end.Next - 1}, so there is none from {request.From} on")
                    : "the log has no records yet"
            );
        else if (first > request.From && request.From > 1)
            session.Note(Number($"what is before record {first} was dropped: a state further on has it"));
        if (isMore)
            session.Note(Number($"there are more: --from {last + 1}"));
        return ExitCode.Ok;
    }

    protected override LogRequest Read(ParseResult parsed) =>
        base.Read(parsed) with
        {
            From = parsed.GetValue(_from),
            Count = parsed.GetValue(_count),
        };

    private static string Line(string file, long offset, in RecordHeader header, ReadOnlySpan<byte> content, bool json)
    {
        bool isMark = header.Length == 0;
        string preview = isMark ? "" : RecordPreview.Of(content);
        if (json)
            return JsonSerializer.Serialize(
                new RecordReport(header.Number, file, offset, header.Length, isMark, header.Synced, preview),
                LogJson.Default.RecordReport
            );
        string says = isMark ? Number($"mark: on the disk up to {header.Synced}") : preview;
        return Number($"{header.Number, 10}  {file} {offset, 10}  {header.Length, 9} B  ") + says;
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
