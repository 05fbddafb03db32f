using Cohort.Generators.Source;

namespace Cohort.Generators.Serialization;

/// <summary>
/// Writes the code that writes and reads a record of fields: the members of a packed type, the parameters of a call,
/// the fields of a replicated object. In that code a PackWriter is <c>writer</c> and a PackReader is <c>reader</c>.
/// </summary>
internal static class RecordEmitter
{
    private const int WordSize = 64;
    private const string PackKind = "global::Cohort.Serialization.PackKind";
    private const string PackWriter = "global::Cohort.Serialization.PackWriter";

    /// <summary>Writes a whole record, its fields in the order of their numbers.</summary>
    /// <param name="code">Where the code goes.</param>
    /// <param name="owner">What the fields belong to, for messages.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="expression">The value of a field.</param>
    public static void EmitWrite(
        IndentedWriter code,
        string owner,
        IEnumerable<RecordField> fields,
        Func<RecordField, string> expression
    )
    {
        code.Line($"{Shape.Writer}.BeginRecord();");
        foreach (RecordField field in fields.OrderBy(field => field.Number))
            EmitWriteField(code, owner, field, expression(field));
        code.Line($"{Shape.Writer}.EndRecord();");
    }

    /// <summary>
    /// Reads a whole record but for its end: fields into their targets, and which there were into words of 64 bits.
    /// What is not there is left alone. <see cref="EmitEnd"/> must follow.
    /// </summary>
    /// <param name="code">Where the code goes.</param>
    /// <param name="owner">What the fields belong to, for messages.</param>
    /// <param name="fields">The fields; the place of a field in the list is the place of its bit.</param>
    /// <param name="target">The variable of a field.</param>
    /// <param name="word">The variable of a word, by its number.</param>
    /// <param name="size">What the record takes in memory, in bytes, as an expression.</param>
    public static void EmitRead(
        IndentedWriter code,
        string owner,
        IReadOnlyList<RecordField> fields,
        Func<RecordField, string> target,
        Func<int, string> word,
        string size
    )
    {
        code.Line($"{Shape.Reader}.BeginRecord({size});");
        code.Line("uint tag = 0;");
        code.Open($"while ((tag = {Shape.Reader}.ReadTag(tag)) != 0)").Open("switch (tag)");
        for (int place = 0; place < fields.Count; place++)
        {
            RecordField field = fields[place];
            code.Line($"case {field.Tag}:").In();
            field.Shape.EmitRead(code, target(field));
            code.Line($"{word(place / WordSize)} |= {Bit(place)};").Line("break;").Out();
        }
        code.Line("default:").In();
        EmitUnexpected(code, owner, fields);
        code.Line("break;").Out();
        code.Close().Close();
    }

    /// <summary>Ends the record that <see cref="EmitRead"/> began.</summary>
    public static void EmitEnd(IndentedWriter code) => code.Line($"{Shape.Reader}.EndRecord();");

    /// <summary>
    /// Reads a whole record into variables that it declares; what is missing is what its type has for nothing.
    /// </summary>
    /// <param name="code">Where the code goes.</param>
    /// <param name="owner">What the fields belong to, for messages.</param>
    /// <param name="fields">The fields.</param>
    /// <param name="local">The name of a field's variable; must not be tag or present followed by a number.</param>
    public static void EmitReadLocals(
        IndentedWriter code,
        string owner,
        IReadOnlyList<RecordField> fields,
        Func<RecordField, string> local
    )
    {
        foreach (RecordField field in fields)
            code.Line($"{field.Shape.Type} {local(field)} = default!;");
        for (int number = 0; number < Words(fields.Count); number++)
            code.Line($"ulong present{number} = 0;");
        EmitRead(code, owner, fields, local, number => $"present{number}", "0");
        for (int place = 0; place < fields.Count; place++)
        {
            if (fields[place].Shape.Absence == Absence.Default)
                continue;
            code.Line($"if (!{IsPresent(place, number => $"present{number}")})").In();
            code.Line($"{local(fields[place])} = {fields[place].Shape.Missing};").Out();
        }
        EmitEnd(code);
    }

    /// <summary>How many words say which of so many fields there were.</summary>
    public static int Words(int fields) => (fields + WordSize - 1) / WordSize;

    /// <summary>Whether the field at a place was there, as an expression.</summary>
    public static string IsPresent(int place, Func<int, string> word) =>
        $"(({word(place / WordSize)} & {Bit(place)}) != 0)";

    private static string Bit(int place) => $"0x{1UL << (place % WordSize):X}UL";

    private static void EmitWriteField(IndentedWriter code, string owner, RecordField field, string expression)
    {
        if (field.Shape.IsNullable)
        {
            code.Open($"if ({expression} is {{ }} field{field.Number})");
            code.Line($"{Shape.Writer}.WriteTag({field.Tag});");
            field.Shape.EmitWrite(code, $"field{field.Number}");
            code.Close();
            return;
        }
        code.Line($"{Shape.Writer}.WriteTag({field.Tag});");
        string check = field.Shape.MustNotBeNull
            ? $" ?? throw {PackWriter}.Null({Names.Literal(owner)}, {Names.Literal(field.Name)})"
            : "";
        field.Shape.EmitWrite(code, expression + check);
    }

    // A number that is known has another kind than it should; one that is not known is of a later version.
    private static void EmitUnexpected(IndentedWriter code, string owner, IReadOnlyList<RecordField> fields)
    {
        if (fields.Count > 0)
        {
            code.Open("switch (tag >> 3)");
            foreach (RecordField field in fields)
            {
                string names = $"{Names.Literal(owner)}, {Names.Literal(field.Name)}";
                code.Line($"case {field.Number}u:").In();
                code.Line($"throw {Shape.Reader}.WrongKind({names}, {PackKind}.{field.Shape.Kind}, tag);").Out();
            }
            code.Close();
        }
        code.Line($"{Shape.Reader}.SkipField(tag);");
    }
}
