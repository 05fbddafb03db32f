using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Cohort.Server.Tests.Differential;

/// <summary>A redis-server of the test's own, which keeps nothing.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cohort-redis-");
    private readonly Process _process;

    public RedisServer()
    {
        Port = FreePort();
        string[] arguments =
        [
            .. new[] { "--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no" },
            .. new[] { "--dir", _folder.FullName, "--logfile", "redis.log", "--enable-debug-command", "yes" },
        ];
        try
        {
            var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = _folder.FullName };
            // SORT goes by the language of whoever has started it; here by bytes.
            start.Environment["LC_ALL"] = "C";
            _process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            _folder.Delete(recursive: true);
            throw new InvalidOperationException(
                $"This test compares with Redis, and there is no {Program} here: apt-get install {Program}",
                exception
            );
        }
        AwaitConnection();
    }

    public int Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // It says nowhere that it is ready: it is when it takes a connection.
    private void AwaitConnection()
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(started) < s_deadline)
            {
                _process.WaitForExit(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
