using System.Text;
using Cohort.Generators.Source;

namespace Cohort.Generators.Serialization;

/// <summary>Writes the part of a [Packed] type that packs and unpacks it.</summary>
internal sealed class PackedTypeEmitter(PackedType type)
{
    public const string Runtime = "global::Cohort.Serialization.";
    private const string Fields = "PackedFields";
    private const string Writer = $"ref {Runtime}PackWriter {Shape.Writer}";
    private const string Reader = $"ref {Runtime}PackReader {Shape.Reader}";

    // The object's header and the pointer to it.
    private const int ObjectOverhead = 24;

    private readonly IndentedWriter _code = IndentedWriter.File();
    private readonly RecordField[] _fields = [.. type.Members.Select(member => member.Field)];

    private string Packed => $"{Runtime}IPacked<{type.Code}>";

    private string ShapeOfSelf => $"{Runtime}Shapes.IShape<{type.Code}>";

    public string Emit()
    {
        Begin();
        EmitContract();
        if (type.Cases.Count > 0)
        {
            new UnionEmitter(type, _code, ShapeOfSelf).Emit();
        }
        else
        {
            EmitWrite();
            EmitRead();
            EmitMissing();
            EmitFields();
            EmitConstructors();
        }
        End();
        return _code.ToString();
    }

    /// <summary>The hash that a payload begins with: FNV-1a.</summary>
    public static uint Hash(string contract) =>
        Encoding.UTF8.GetBytes(contract).Aggregate(2166136261u, (hash, unit) => unchecked((hash ^ unit) * 16777619u));

    private void Begin()
    {
        if (type.Namespace is not null)
            _code.Open($"namespace {type.Namespace}");
        for (int level = 0; level < type.Declarations.Count; level++)
            _code.Open(type.Declarations[level] + (level == type.Declarations.Count - 1 ? $" : {Packed}" : ""));
    }

    private void End()
    {
        foreach (string _ in type.Declarations)
            _code.Close();
        if (type.Namespace is not null)
            _code.Close();
    }

    private void EmitContract()
    {
        _code.Line($"static string {Packed}.ContractName => {Names.Literal(type.Contract)};").Line();
        _code.Line($"static uint {Packed}.ContractHash => 0x{Hash(type.Contract):X8}u;").Line();
        _code.Line($"static {Runtime}PackKind {ShapeOfSelf}.Kind => {Runtime}PackKind.Record;").Line();
    }

    private void EmitWrite()
    {
        _code.Open($"static void {ShapeOfSelf}.Write({Writer}, {type.Code} value)");
        if (type.MayBeDerived)
        {
            _code.Line($"if (value.GetType() != typeof({type.Code}))").In();
            string types = $"value.GetType(), typeof({type.Code})";
            _code.Line($"throw {Runtime}PackException.NotTheContract({types});").Out();
        }
        RecordEmitter.EmitWrite(_code, type.Contract, _fields, field => $"value.{Names.Escape(field.Name)}");
        _code.Close().Line();
    }

    private void EmitRead()
    {
        _code.Open($"static {type.Code} {ShapeOfSelf}.Read({Reader})").Line($"var fields = default({Fields});");
        RecordEmitter.EmitRead(_code, type.Contract, _fields, field => $"fields.{Local(field)}", Word, Size);
        EmitConstruction();
    }

    private void EmitMissing()
    {
        _code.Open($"static {type.Code} {ShapeOfSelf}.Missing({Reader})").Line($"var fields = default({Fields});");
        _code.Line($"{Shape.Reader}.BeginRecord({Size});");
        EmitConstruction();
    }

    // What a constructor takes for missing records is read one level deeper, so that none can contain itself for ever.
    private void EmitConstruction()
    {
        _code.Line($"var value = new {type.Code}(ref {Shape.Reader}, in fields);");
        RecordEmitter.EmitEnd(_code);
        _code.Line("return value;").Close().Line();
    }

    private void EmitFields()
    {
        _code.Open($"private struct {Fields}");
        for (int number = 0; number < RecordEmitter.Words(_fields.Length); number++)
            _code.Line($"public ulong Present{number};");
        foreach (RecordField field in _fields)
            _code.Line($"public {field.Shape.Type} {Local(field)};");
        _code.Close().Line();
    }

    private void EmitConstructors()
    {
        if (type.Construction == Construction.Implicit)
        {
            // The one below takes away the one that the compiler would have added.
            _code.Line("/// <summary>Makes one with every member as it is initialized.</summary>");
            _code.Open($"public {type.Name}()").Close().Line();
        }
        string chain = type.Construction switch
        {
            Construction.Primary => $" : this({string.Join(", ", type.Parameters.Select(Argument))})",
            Construction.Parameterless or Construction.Implicit => " : this()",
            _ => "",
        };
        _code.Line("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]");
        _code.Open($"private {type.Name}({Reader}, in {Fields} fields){chain}");
        for (int place = 0; place < type.Members.Count; place++)
        {
            if (type.Members[place].Setting == Setting.Assignment)
                EmitAssignment(place, type.Members[place].Field);
        }
        _code.Close();
    }

    private string Argument(PackedParameter parameter)
    {
        if (parameter.Member < 0)
            return parameter.Default!;
        RecordField field = _fields[parameter.Member];
        string value = $"fields.{Local(field)}";
        // A field that may be null says so by not being there, whatever the parameter's default is.
        string? missing = field.Shape.IsNullable ? null : parameter.Default;
        if (missing is null && field.Shape.Absence == Absence.Default)
            return value;
        return $"{RecordEmitter.IsPresent(parameter.Member, Word)} ? {value} : {missing ?? field.Shape.Missing}";
    }

    private void EmitAssignment(int place, RecordField field)
    {
        string member = $"this.{Names.Escape(field.Name)}";
        string value = $"fields.{Local(field)}";
        if (field.Shape.IsNullable)
        {
            _code.Line($"{member} = {value};");
            return;
        }
        _code.Line($"if {RecordEmitter.IsPresent(place, Word)}").In().Line($"{member} = {value};").Out();
        if (field.Shape.Absence == Absence.Reference)
            _code.Line("else").In().Line($"{member} ??= {field.Shape.Missing};").Out();
        else if (field.Shape.Absence == Absence.ImmutableArray)
            _code.Line($"else if ({member}.IsDefault)").In().Line($"{member} = {field.Shape.Missing};").Out();
    }

    private static string Size =>
        $"{ObjectOverhead} + global::System.Runtime.CompilerServices.Unsafe.SizeOf<{Fields}>()";

    private static string Local(RecordField field) => $"Field{field.Number}";

    private static string Word(int number) => $"fields.Present{number}";
}
