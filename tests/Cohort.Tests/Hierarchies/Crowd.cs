using System.Text;
using Cohort.Tests.Clusters;

namespace Cohort.Tests.Hierarchies;

/// <summary>Nodes on loopback that are members of one hierarchical group, in leaves of two.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly Cluster _cluster;
    private readonly List<Person> _members = [];

    private Crowd(Cluster cluster) => _cluster = cluster;

    public IReadOnlyList<Person> Members => _members;

    /// <summary>So many members, all in leaves.</summary>
    public static async Task<Crowd> FormAsync(int members, Func<NodeOptions, NodeOptions>? with = null)
    {
        var crowd = new Crowd(Cluster.Of(Math.Min(members, 3)));
        for (int number = 0; number < members; number++)
        {
            bool isSeed = number < crowd._cluster.Seeds.Length;
            await crowd.StartAsync(isSeed ? crowd._cluster.Seeds[number] : "127.0.0.1:0", with);
        }
        foreach (Person person in crowd._started)
            crowd._members.Add(person);
        await Task.WhenAll(crowd._members.Select(member => member.JoinAsync()));
        return crowd;
    }

    private readonly List<Person> _started = [];

    /// <summary>One more node, which is no member yet.</summary>
    public async Task<Person> StartAsync(string listen = "127.0.0.1:0", Func<NodeOptions, NodeOptions>? with = null)
    {
        var person = new Person(await _cluster.StartAsync(listen, with));
        _started.Add(person);
        return person;
    }

    /// <summary>A member dies.</summary>
    public void Kill(Person member)
    {
        member.Process.Transport.Kill();
        _cluster.Forget(member.Process);
        _members.Remove(member);
    }

    /// <summary>Completes when all members have so many messages, and checks that they have the same ones in the same order.</summary>
    public async Task AgreeAsync(int messages)
    {
        IReadOnlyList<string>[] logs = await Task.WhenAll(_members.Select(member => member.HasAsync(messages)));
        Assert.All(logs, log => Assert.Equal(logs[0], log));
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>A node, and what it got as a member.</summary>
    internal sealed class Person(Cluster.Process process)
    {
        private readonly List<string> _log = [];
        private readonly Lock _lock = new();
        private TaskCompletionSource _came = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private HierarchicalGroup? _group;

        public Cluster.Process Process => process;

        public Node Node => process.Node;

        public HierarchicalGroup Group => _group ?? throw new InvalidOperationException("It is no member.");

        public async Task JoinAsync()
        {
            lock (_lock)
                _log.Clear();
            _group = await Node.JoinHierarchyAsync("crowd", new HierarchyOptions { LeafSize = 2, OnMessage = Take })
                .Soon();
        }

        public async Task<IReadOnlyList<string>> HasAsync(int messages)
        {
            while (true)
            {
                Task came;
                lock (_lock)
                {
                    if (_log.Count >= messages)
                        return [.. _log];
                    came = _came.Task;
                }
                await came.Soon($"{messages} messages at {Node.Name}");
            }
        }

        private void Take(HierarchyMessage message)
        {
            lock (_lock)
            {
                _log.Add(Encoding.UTF8.GetString(message.Payload.Span));
                _came.SetResult();
                _came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
