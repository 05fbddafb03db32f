using System.Text;
using System.Text.Json;
using Cohort.Cli.Children;
using Cohort.Compare.Processes;
using Cohort.Compare.Writes;

namespace Cohort.Compare.Etcd;

/// <summary>Three members on loopback; clients talk to the leader.</summary>
internal sealed class EtcdStore : IStore
{
    private const int Members = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Belongings _belongings = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly IReadOnlyList<int> _ports = FreePorts.Find(2 * Members);
    private int _leader;

    private EtcdStore() { }

    /// <summary>Starts them, and waits until they have a leader.</summary>
    public static async Task<EtcdStore> StartAsync(CancellationToken cancellationToken)
    {
        var store = new EtcdStore();
        try
        {
            TemporaryFolder folder = store._belongings.Add(new TemporaryFolder());
            StartedProcess[] nodes =
            [
                .. Enumerable.Range(0, Members).Select(index => store._belongings.Add(store.StartNode(index, folder))),
            ];
            await nodes[0].UntilAsync(store.HasLeaderAsync, "an election", s_patience, cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public Task<IWriter> ConnectAsync(int client, CancellationToken cancellationToken) =>
        Task.FromResult<IWriter>(new EtcdWriter(_leader));

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _belongings.DisposeAsync();
    }

    private StartedProcess StartNode(int index, TemporaryFolder folder)
    {
        string cluster = string.Join(',', Enumerable.Range(0, Members).Select(other => $"n{other}={PeerUrl(other)}"));
        return StartedProcess.Start(
            "etcd",
            $"--name=n{index}",
            $"--data-dir={folder.Make($"n{index}")}",
            $"--listen-client-urls={Url(_ports[index])}",
            $"--advertise-client-urls={Url(_ports[index])}",
            $"--listen-peer-urls={PeerUrl(index)}",
            $"--initial-advertise-peer-urls={PeerUrl(index)}",
            $"--initial-cluster={cluster}",
            "--initial-cluster-state=new",
            "--initial-cluster-token=cohort-compare"
        );
    }

    // Every member says who it is, and who leads.
    private async Task<bool> HasLeaderAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (int port in _ports.Take(Members))
            {
                using var nothing = new StringContent("{}", Encoding.UTF8, "application/json");
                var status = new Uri($"{Url(port)}/v3/maintenance/status");
                using HttpResponseMessage response = await _http.PostAsync(status, nothing, cancellationToken);
                string answer = await response.Content.ReadAsStringAsync(cancellationToken);
                using JsonDocument said = JsonDocument.Parse(answer);
                if (!said.RootElement.TryGetProperty("leader", out JsonElement leader))
                    return false;
                if (said.RootElement.GetProperty("header").GetProperty("member_id").ValueEquals(leader.GetString()))
                    _leader = port;
            }
            return _leader != 0;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            return false;
        }
    }

    private string PeerUrl(int index) => Url(_ports[Members + index]);

    private static string Url(int port) => $"http://127.0.0.1:{port}";
}
