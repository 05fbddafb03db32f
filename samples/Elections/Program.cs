// Three processes want to run one job, and one of them does at a time. It is killed: another takes over, in a later
// term. Run it with samples/three.sh Elections.

using System.Globalization;
using Cohort;

const int lines = 10;
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
await using ToolGroup shop = await node.JoinAsync("shop", tools => tools.Elections("jobs").Barrier("steps"));
GroupBarrier steps = shop.Barrier("steps");

// All three are there. From now on the barrier knows them: one that dies is not waited for any more.
await steps.SignalAndWaitAsync("step", participants: 3);
await shop.Elections("jobs").RunAsSingletonAsync("report", ReportAsync);
await steps.SignalAndWaitAsync("step", participants: 3);
return IsInOrder() ? 0 : 1;

// The job runs until its token is cancelled: then another may have begun. What it writes carries the term, by which
// whoever reads it knows a job that has been replaced.
async Task ReportAsync(SingletonContext turn, CancellationToken cancellationToken)
{
    Console.WriteLine($"leads in term {turn.Term}");
    for (int line = 0; line < lines; line++)
    {
        // A job that is done says so where the next one sees it: here by having come to its end in the file.
        if (Written().Any(by => by.Line == lines - 1))
            return;
        File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{turn.Term} {name} {line}\n"));
        await Task.Delay(20, cancellationToken);
        if (line == lines / 2 && Written().All(by => by.Name == name))
        {
            Console.WriteLine($"kill: I lead in term {turn.Term}");
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}

(ulong Term, string Name, int Line)[] Written() =>
    File.Exists(file)
        ?
        [
            .. File.ReadLines(file)
                .Select(line => line.Split(' '))
                .Select(parts =>
                    (
                        ulong.Parse(parts[0], CultureInfo.InvariantCulture),
                        parts[1],
                        int.Parse(parts[2], CultureInfo.InvariantCulture)
                    )
                ),
        ]
        : [];

bool IsInOrder()
{
    (ulong Term, string Name, int Line)[] written = Written();
    bool grow = written.Zip(written.Skip(1)).All(pair => pair.First.Term <= pair.Second.Term);
    var terms = written.Select(by => (by.Term, by.Name)).Distinct().ToList();
    Console.WriteLine(
        $"{written.Length} lines in {terms.Count} terms by {string.Join(", ", terms.Select(by => by.Name))}"
    );
    return grow && terms.Count == 2 && terms[0].Name != terms[1].Name;
}
