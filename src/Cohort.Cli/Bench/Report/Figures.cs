namespace Cohort.Cli.Bench.Report;

/// <summary>What one repetition has measured.</summary>
internal sealed class Figures
{
    private readonly Dictionary<Figure, double> _values = [];

    /// <summary>A figure; null where it was not measured.</summary>
    public double? this[Figure figure]
    {
        get => _values.TryGetValue(figure, out double value) ? value : null;
        set
        {
            if (value is { } known)
                _values[figure] = known;
            else
                _values.Remove(figure);
        }
    }

    /// <summary>Takes over all that the other has measured.</summary>
    public void Add(Figures other)
    {
        foreach ((Figure figure, double value) in other._values)
            _values[figure] = value;
    }

    /// <summary>Takes over these of what the other has measured.</summary>
    public void Add(Figures other, params IEnumerable<Figure> figures)
    {
        foreach (Figure figure in figures)
            if (other[figure] is { } value)
                _values[figure] = value;
    }

    /// <summary>Divides one figure by another, where both were measured and there is something to divide by.</summary>
    public void Divide(Figure result, Figure dividend, Figure divisor)
    {
        if (this[dividend] is { } above && this[divisor] is { } below && below > 0)
            this[result] = above / below;
    }
}
