using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using Cohort.Cli.CommandLine;
using Cohort.Cli.Logs;
using Cohort.Storage.Folders;
using Cohort.Storage.Logs;

namespace Cohort.Cli.Tests.Logs;

/// <summary><c>cohort log</c> says what is in a node's data folder, and what is wrong with it.</summary>
public sealed class LogCommandTests : IDisposable
{
    private static readonly string[] s_records =
    [
        .. Enumerable.Range(1, 12).Select(number => $"record {number} of many"),
    ];

    private readonly DataFolders _data = new();
    private StringWriter _output = new();
    private StringWriter _errors = new();

    [Fact]
    public void A_whole_log_is_proved()
    {
        _data.Write(s_records);
        Assert.Equal(ExitCode.Ok, Run(new VerifyCommand()));
        Assert.Equal("", _errors.ToString());
        Says("of node 'a' in cluster 'shop'", "12 records and 1 mark", "numbers 1 to 13");
        Says("ok         everything that was acknowledged is there");
        Assert.DoesNotContain("in use", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("torn", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_told_with_file_and_offset_and_what_to_do_and_with_exit_code_1()
    {
        _data.Write(s_records);
        string file = _data.Files[1];
        DataFolders.Spoil(file, SegmentHeader.RecordsAt + 30);
        Assert.Equal(ExitCode.Failed, Run(new VerifyCommand()));
        string said = _errors.ToString();
        Assert.Contains($"cohort log verify: The log in '{_data.Path}' is damaged", said, StringComparison.Ordinal);
        Assert.Contains(
            $"{Path.GetFileName(file)}, at byte {SegmentHeader.RecordsAt}:",
            said,
            StringComparison.Ordinal
        );
        Assert.Contains("from a backup", said, StringComparison.Ordinal);
        Assert.DoesNotContain("ok  ", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Failed, Run(new VerifyCommand(), json: true));
        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        Assert.False(report.RootElement.GetProperty("ok").GetBoolean());
        JsonElement problem = report.RootElement.GetProperty("problems")[0];
        Assert.Equal(Path.GetFileName(file), problem.GetProperty("file").GetString());
        Assert.Equal(SegmentHeader.RecordsAt, problem.GetProperty("offset").GetInt64());
        Assert.Equal(1, report.RootElement.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public void A_torn_tail_is_no_damage_and_is_told()
    {
        _data.Write("one");
        int end = SegmentHeader.RecordsAt + (int)RecordHeader.SizeOf(3) + (int)RecordHeader.SizeOf(0);
        DataFolders.Spoil(_data.Files[^1], end + 20);
        Assert.Equal(ExitCode.Ok, Run(new VerifyCommand()));
        Says($"torn tail  21 B at byte {end} of {Path.GetFileName(_data.Files[^1])}", "ok  ");
    }

    [Fact]
    public void A_folder_that_is_in_use_is_read_all_the_same_and_stays_in_use()
    {
        _data.Write(s_records);
        using (_data.Open())
        {
            Assert.Equal(ExitCode.Ok, Run(new VerifyCommand()));
            Says($"in use     by process {Environment.ProcessId}");
            Assert.Throws<DataFolderException>(() => _data.Open());
        }
    }

    [Fact]
    public async Task A_log_that_is_written_to_meanwhile_is_proved_again_and_again()
    {
        using DataFolder folder = _data.Open();
        var options = new LogOptions { SegmentBytes = 64 << 10 };
        using var log = new LogCommitter(folder.OpenLog(options, (_, _) => { }), options, _ => { }, _ => { });
        log.Append("first"u8, []);
        log.RequestSync();
        using var stop = new CancellationTokenSource();
        Task writing = Task.Run(() =>
        {
            byte[] body = new byte[200];
            for (int record = 0; !stop.IsCancellationRequested && record < 100_000; record++)
            {
                log.Append("more"u8, body);
                log.RequestSync();
                Thread.Yield();
            }
        });
        int proved = 0;
        for (int time = 0; time < 20; time++)
            proved += Run(new VerifyCommand()) == ExitCode.Ok ? 1 : 0;
        await stop.CancelAsync();
        await writing;
        Assert.Equal((20, ""), (proved, _errors.ToString()));
    }

    [Fact]
    public void Stats_have_the_fields_that_scripts_read()
    {
        _data.Write(s_records);
        Assert.Equal(ExitCode.Ok, Run(new StatsCommand(), json: true));
        using JsonDocument report = JsonDocument.Parse(_output.ToString());
        JsonElement stats = report.RootElement;
        Assert.Equal(
            [
                "folder",
                "cluster",
                "node",
                "log",
                "inUseBy",
                "files",
                "fileBytes",
                "records",
                "marks",
                "recordBytes",
                "first",
                "last",
                "tornFile",
                "tornAt",
                "tornBytes",
            ],
            stats.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal((12, 1), (stats.GetProperty("records").GetInt32(), stats.GetProperty("marks").GetInt32()));
        Assert.Equal(_data.Files.Length, stats.GetProperty("files").GetInt32());
        Assert.Equal(_data.Files.Sum(file => new FileInfo(file).Length), stats.GetProperty("fileBytes").GetInt64());
        Assert.Equal(s_records.Sum(record => record.Length), stats.GetProperty("recordBytes").GetInt32());
        Assert.Equal("shop", stats.GetProperty("cluster").GetString());
    }

    [Fact]
    public void Records_are_shown_a_line_each_with_where_they_lie()
    {
        _data.Write("text", "\u001b[31m\u0000\u0001\u0002\u0003");
        Assert.Equal(ExitCode.Ok, Run(new ShowCommand(), from: 1, count: 10));
        string[] lines = _output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^ +1  0000000000000001\.log +4096 +4 B  ""text""$", lines[0]);
        // Nothing that a terminal would obey.
        Assert.Matches(@"^ +2  0000000000000001\.log +4128 +9 B  1b5b33316d00010203$", lines[1]);
        Assert.Matches(@"^ +3  0000000000000001\.log +4168 +0 B  mark: on the disk up to 2$", lines[2]);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public void As_many_are_shown_as_were_asked_for_from_the_one_that_was_asked_for()
    {
        _data.Write(s_records);
        Assert.Equal(ExitCode.Ok, Run(new ShowCommand(), json: true, from: 4, count: 3));
        string[] lines = _output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(
            [4, 5, 6],
            lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("number").GetInt32())
        );
        Assert.Contains("there are more: --from 7", _errors.ToString(), StringComparison.Ordinal);

        Run(new ShowCommand(), from: 50, count: 3);
        Assert.Equal("", _output.ToString());
        Assert.Contains("the last record is 13, so there is none from 50 on", _errors.ToString());

        _data.Drop(9);
        Run(new ShowCommand(), from: 2, count: 1);
        Assert.Contains("was dropped", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_data_folder_is_refused_with_what_to_name()
    {
        foreach (
            LogReadingCommand command in (LogReadingCommand[])
                [new VerifyCommand(), new ShowCommand(), new StatsCommand()]
        )
        {
            Refused(command, _data.Missing, "is not there");
            Directory.CreateDirectory(_data.Path);
            Refused(command, _data.Path, "has no log: no file such as 0000000000000001.log");
            string file = Path.Combine(_data.Path, "file");
            File.WriteAllText(file, "");
            Refused(command, file, "is a file, and no folder");
        }
    }

    [Fact]
    public void A_file_that_is_no_log_by_its_content_is_damage()
    {
        Directory.CreateDirectory(_data.Path);
        File.WriteAllText(Path.Combine(_data.Path, "0000000000000001.log"), new string('x', 5000));
        Assert.Equal(ExitCode.Failed, Run(new VerifyCommand()));
        Assert.Contains("does not begin as one of a log does", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("no file 'identity'", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_told_as_such()
    {
        _data.Write("one");
        byte[] bytes = File.ReadAllBytes(_data.Files[0]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 9);
        uint checksum = bytes[..12].Concat(bytes[16..52]).Aggregate(~0U, BitOperations.Crc32C);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), ~checksum);
        File.WriteAllBytes(_data.Files[0], bytes);
        Refused(new VerifyCommand(), _data.Path, "has format 9, and this program knows 1");
        Assert.Contains("Run the newer version", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_of_another_folder_is_found()
    {
        _data.Write("one");
        byte[] identity = File.ReadAllBytes(Path.Combine(_data.Path, "identity"));
        Directory.Delete(_data.Path, recursive: true);
        _data.Write("two");
        File.WriteAllBytes(Path.Combine(_data.Path, "identity"), identity);
        Assert.Equal(ExitCode.Failed, Run(new VerifyCommand()));
        Assert.Contains("two folders were mixed", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_stops_it_is_told_that_it_was_not_all()
    {
        _data.Write(s_records);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.Equal(ExitCode.Failed, Run(new VerifyCommand(), token: stopped.Token));
        Assert.Contains("stopped before its end", _errors.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _output.ToString());
    }

    public void Dispose() => _data.Dispose();

    private void Says(params string[] parts)
    {
        foreach (string part in parts)
            Assert.Contains(part, _output.ToString(), StringComparison.Ordinal);
    }

    private void Refused(LogReadingCommand command, string path, string why)
    {
        Assert.Equal(ExitCode.Failed, Run(command, path: path));
        Assert.Equal("", _output.ToString());
        string said = Assert.Single(_errors.ToString().TrimEnd().Split(Environment.NewLine));
        Assert.StartsWith($"cohort log {command.Name}: The data folder '{path}' ", said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
    }

    private int Run(
        LogReadingCommand command,
        bool json = false,
        ulong from = 1,
        long count = 100,
        string? path = null,
        CancellationToken token = default
    )
    {
        (_output, _errors) = (new StringWriter(), new StringWriter());
        var request = new LogRequest
        {
            Command = $"cohort log {command.Name}",
            Folder = path ?? _data.Path,
            Json = json,
            From = from,
            Count = count,
        };
        return new LogSession(request, command, _output, _errors).Run(token);
    }
}
