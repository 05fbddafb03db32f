using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;

namespace Cohort.Benchmarks.Restarts;

/// <summary>
/// How long a node of one takes from its start until its group is there again, with all that its log has, and how much memory at most. A process
/// writes the records, and dies; another one, which is measured, is started with the folder.
/// </summary>
internal static class RestartTime
{
    private const string Filling = "fill";
    private const string Restarting = "restart";
    private const int UnderWay = 4096;

    /// <summary>Measures, and prints.</summary>
    /// <param name="arguments">How many records, and of how many bytes each: 10,000,000 of 100 where nothing is said.</param>
    /// <returns>0; 2 where the arguments make no sense.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is [Filling or Restarting, var folder, var recordsOf, var bytesOf])
        {
            var table = new RecordTable(int.Parse(recordsOf, null), int.Parse(bytesOf, null));
            await (arguments[0] == Filling ? FillAsync(folder, table) : RestartAsync(folder, table));
            return 0;
        }
        string[] sizes = arguments.Length == 0 ? ["10000000", "100"] : arguments;
        if (
            sizes.Length != 2
            || !int.TryParse(sizes[0], out int records)
            || !int.TryParse(sizes[1], out int bytes)
            || records < 1
            || bytes < RecordTable.LeastBytes
            || (long)records * bytes > Array.MaxLength / 2
        )
        {
            await Console.Error.WriteLineAsync(
                $"restart: takes how many records, and of how many bytes each, {RecordTable.LeastBytes} or more; together no more than 1 GiB"
            );
            return 2;
        }
        string data = Directory.CreateTempSubdirectory("cohort-restart-").FullName;
        try
        {
            foreach (string part in (string[])[Filling, Restarting])
                await RunPartAsync(part, data, sizes);
            return 0;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task RunPartAsync(string part, string folder, string[] sizes)
    {
        // This program once more, which has a host of its own where it was not started with the shared one.
        string host = Environment.ProcessPath!;
        bool isShared = Path.GetFileNameWithoutExtension(host) == "dotnet";
        string[] program = isShared ? [typeof(RestartTime).Assembly.Location] : [];
        using Process process = Process.Start(host, [.. program, Restarting, part, folder, .. sizes]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"restart: the process that is to {part} ended with {process.ExitCode}."
            );
    }

    private static async Task FillAsync(string folder, RecordTable table)
    {
        await using Node node = await StartAsync(folder);
        await using Group group = await node.JoinAsync("records", table.Options);
        using var underWay = new SemaphoreSlim(UnderWay);
        var sends = new List<Task>();
        for (int number = 0; number < table.Records; number++)
        {
            await underWay.WaitAsync();
            Task sent = SendAsync(group, number, table.Bytes, underWay);
            if (!sent.IsCompletedSuccessfully)
                sends.Add(sent);
            if (sends.Count == UnderWay)
            {
                await Task.WhenAll(sends);
                sends.Clear();
            }
        }
        await Task.WhenAll(sends);
        await table.IsFull;
        table.Check();
        Console.WriteLine(
            $"{table.Records:N0} records of {table.Bytes} B, acknowledged; the folder has {BytesIn(folder) / 1e6:N0} MB"
        );
        // Nothing is closed in good order.
        Environment.Exit(0);
    }

    private static async Task RestartAsync(string folder, RecordTable table)
    {
        long before = Stopwatch.GetTimestamp();
        await using Node node = await StartAsync(folder);
        TimeSpan opened = Stopwatch.GetElapsedTime(before);
        await using Group group = await node.JoinAsync("records", table.Options);
        TimeSpan joined = Stopwatch.GetElapsedTime(before);
        table.Check();
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(
            $"started in {opened.TotalSeconds:0.0} s, the group is there with all of them after {joined.TotalSeconds:0.0} s: state loaded "
                + $"{table.Loads} times, {table.Replayed:N0} replayed; at most {self.PeakWorkingSet64 / 1e6:N0} MB of memory, of which the "
                + $"application has {table.Records * (long)table.Bytes / 1e6:N0}"
        );
    }

    private static async Task SendAsync(Group group, int number, int bytes, SemaphoreSlim underWay)
    {
        byte[] record = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(record, number);
            await group.SendAsync(record.AsMemory(0, bytes), Order.Total, Delivery.Durable);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
            underWay.Release();
        }
    }

    private static Task<Node> StartAsync(string folder) =>
        Node.StartAsync(
            new NodeOptions
            {
                Cluster = "restart",
                Name = "a",
                // The same at which the process before it was: so this one knows at once that nobody else has the group.
                Listen = "127.0.0.1:7946",
                DataFolder = folder,
                OnWarning = Console.Error.WriteLine,
            }
        );

    private static long BytesIn(string folder) => new DirectoryInfo(folder).GetFiles().Sum(file => file.Length);
}
