// Three processes append lines to one file, each under a lock of the group. One of them is killed while it holds the
// lock: the others get it, and go on. Run it with samples/three.sh Locks.

using System.Globalization;
using Cohort;

const int lines = 20;
(string name, string listen, string[] seeds, string folder) = (args[0], args[1], args[2].Split(','), args[3]);
string file = Path.Combine(folder, "lines.txt");

await using Node node = await Node.StartAsync(
    new NodeOptions
    {
        Cluster = "samples",
        Name = name,
        Listen = listen,
        Seeds = seeds,
    }
);
await using ToolGroup shop = await node.JoinAsync("shop", tools => tools.Locks("locks").Barrier("steps"));
GroupLocks locks = shop.Locks("locks");
GroupBarrier steps = shop.Barrier("steps");

// All three are there. From now on the barrier knows them: one that dies is not waited for any more.
await steps.SignalAndWaitAsync("step", participants: 3);
for (int line = 0; line < lines; line++)
{
    await using HeldLock held = await locks.LockAsync("file");
    Append(held.Token);
    if (name == "a" && line == lines / 2)
    {
        Console.WriteLine($"kill: I hold {held}");
        await Task.Delay(Timeout.Infinite);
    }
}
Console.WriteLine($"wrote {lines} lines");
ulong phase = await steps.SignalAndWaitAsync("step", participants: 3);
return IsInOrder(phase) ? 0 : 1;

// The file stands for anything outside the group. It refuses a writer whose token is smaller than the last one that it
// has seen: one that was cut off, lost the lock, and has not noticed yet.
void Append(ulong token)
{
    if (File.Exists(file) && File.ReadLines(file).Last() is var last && TokenOf(last) > token)
        throw new InvalidOperationException($"Refused: token {token} is older than that of '{last}'.");
    File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{token} {name}\n"));
}

bool IsInOrder(ulong phase)
{
    string[] written = File.ReadAllLines(file);
    ulong[] tokens = [.. written.Select(TokenOf)];
    bool grow = tokens.Zip(tokens.Skip(1)).All(pair => pair.First < pair.Second);
    int byLiving = written.Count(line => !line.EndsWith('a'));
    Console.WriteLine(
        $"phase {phase} is over: {written.Length} lines, {byLiving} by the living, tokens {(grow ? "grow" : "DO NOT GROW")}"
    );
    return grow && byLiving == 2 * lines && written.Length == 2 * lines + lines / 2 + 1;
}

static ulong TokenOf(string line) => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture);
