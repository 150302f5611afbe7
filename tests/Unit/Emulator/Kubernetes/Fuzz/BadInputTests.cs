using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Selection;
using Eso.Emulator.Kubernetes.Wire;
using FluentAssertions;
using Xunit;

namespace Eso.Unit.Emulator.Kubernetes.Fuzz;

/// <summary>Seeded mutations of good inputs: whatever comes, only the room's own exceptions, and in bounded time.</summary>
public sealed class BadInputTests
{
    private const int Rounds = 3000;
    private const string Characters = "{}[](),:\"'\\0129.eE-+ \u0000\u00e9\ud800nulltrue$";
    private static readonly string[] Selectors = ["a=b,c in (d,e),!f,g notin (h),n>5", "x.y/z==w", "metadata.name=x,type!=Opaque"];

    private static readonly string[] Bodies =
    [
        """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"100m"}}}]}}""",
        """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","creationTimestamp":"2024-01-02T03:04:05Z"},"data":{"k":"dg=="},"type":"Opaque"}""",
    ];

    private static readonly string[] Expressions =
    [
        "self.a.all(x, x.size() > 3 && x.matches('^[a-z]+$')) ? [1, 2].map(y, y * 2) == [2] : has(self.b)",
        "optional.of({'a': [1, 2u, 3.5]}).optMap(m, m.?a[?0]).orValue(optional.none()).hasValue()",
        "duration('1h') + timestamp('2024-01-01T00:00:00Z') > timestamp('2024-01-01T00:00:00Z') && '%s %d'.format(['x', 5]) != r\"\\\"",
    ];

    [Fact]
    public void Selectors_never_crash() => Mutate(Selectors, 1, text =>
    {
        Swallow<SelectorException>(() => LabelSelector.Parse(text).ToString());
        Swallow<SelectorException>(() => FieldSelector.Parse(text).ToString());
    });

    [Fact]
    public void Bodies_never_crash() => Mutate(Bodies, 2, text =>
    {
        foreach (var kind in (string[])["Pod", "Secret", "ConfigMap"])
        {
            Swallow<DecodeException>(() => JsonReading.ParseBody(Encoding.UTF8.GetBytes(text), true, TypeTable.Shared.FindKind("", "v1", kind), out _));
        }
    });

    [Fact]
    public void Patches_never_crash()
    {
        string[] patches =
        [
            """[{"op":"add","path":"/spec/containers/0/ports/-","value":{"containerPort":1}},{"op":"move","from":"/metadata/labels","path":"/x"},{"op":"test","path":"/kind","value":"Pod"}]""",
            """{"spec":{"containers":[{"name":"c","$patch":"delete"},{"name":"d"}],"$setElementOrder/containers":[{"name":"d"}],"$retainKeys":["containers"]},"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""",
        ];
        var pod = (JsonObject)JsonReading.ParseTrusted(Encoding.UTF8.GetBytes(Bodies[0]))!;
        var type = TypeTable.Shared.FindKind("", "v1", "Pod")!;
        Mutate(patches, 3, text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Swallow<PatchException>(() => JsonPatch.Apply(pod, JsonPatch.Parse(bytes)));
            Swallow<PatchException>(() => MergePatch.Apply(pod, PatchBody.ReadMerge(bytes)));
            Swallow<PatchException>(() => StrategicMergePatch.Apply(pod, PatchBody.ReadStrategic(bytes, out _), type));
            Swallow<PatchException, ApplyConflictException>(() => ManagedFields.Apply(
                pod, PatchBody.ReadStrategic(bytes, out _), new FieldWrite("m", "v1", "", "2024-01-01T00:00:00Z", MergeType.Of(type)), false, out _));
        });
    }

    [Fact]
    public void Expressions_never_crash()
    {
        var variables = new Dictionary<string, CelType> { ["self"] = CelType.Dyn };
        var self = JsonNode.Parse("""{"a":["abcd","x"],"b":1}""");
        Mutate(Expressions, 4, text =>
        {
            Swallow<CelSyntaxException>(() => CelProgram.Compile(text, variables)
                .Run(new Dictionary<string, object?> { ["self"] = CelValues.From(self, null) }, new CelBudget(100_000)));
        });
    }

    [Fact]
    public void Schemas_never_crash()
    {
        string[] schemas =
        [
            """{"type":"object","properties":{"spec":{"type":"object","properties":{"a":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object","properties":{"n":{"type":"string","default":"x"}}}},"b":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}],"pattern":"^[0-9]+%$"}},"x-kubernetes-validations":[{"rule":"self.a.size() > 0"}]}}}""",
        ];
        var obj = (JsonObject)JsonNode.Parse("""{"apiVersion":"g/v1","kind":"K","metadata":{"name":"x"},"spec":{"a":[{"n":"1"},{"n":"1"}],"b":"x"}}""")!;
        Mutate(schemas, 5, text => Swallow<DecodeException>(() =>
        {
            if (JsonReading.Parse(Encoding.UTF8.GetBytes(text), null, out _) is JsonObject schema)
            {
                _ = StructuralSchema.CompileErrors(schema, "s").Count();
                var compiled = StructuralSchema.Compile(schema);
                var copy = (JsonObject)obj.DeepClone();
                compiled.Prune(copy, null);
                compiled.Default(copy);
                _ = compiled.Validate(copy, obj).Count();
            }
        }));
    }

    [Fact]
    public void Protobuf_never_crashes()
    {
        var random = new Random(6);
        var good = Protobuf.FromJson(
            (JsonObject)JsonReading.ParseTrusted(Encoding.UTF8.GetBytes(Bodies[0]))!, TypeTable.Shared.FindKind("", "v1", "Pod")!);
        for (var i = 0; i < Rounds; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Swallow<DecodeException>(() => Protobuf.ToJson(bytes));
        }
    }

    [Fact]
    public void Deep_nesting_is_refused_and_long_texts_are_quick()
    {
        var watch = Stopwatch.StartNew();
        var deep = Encoding.UTF8.GetBytes(new string('[', 100_000));
        FluentActions.Invoking(() => JsonReading.Parse(deep, null, out _)).Should().Throw<DecodeException>();
        FluentActions.Invoking(() => CelProgram.Compile(new string('(', 50_000), new Dictionary<string, CelType>())).Should().Throw<CelSyntaxException>();
        FluentActions.Invoking(() => LabelSelector.Parse(new string('(', 100_000))).Should().Throw<SelectorException>();
        Swallow<SelectorException>(() => LabelSelector.Parse("a in (" + string.Join(',', Enumerable.Range(0, 20_000)) + ")"));
        GoRegex.Compile("(a+)+$", out _)!.IsMatch(new string('a', 100_000) + "b").Should().BeFalse();
        var budget = new CelBudget(CelProgram.ObjectCostMax);
        CelProgram.Compile("lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))", new Dictionary<string, CelType>())
            .Run(new Dictionary<string, object?>(), budget).Should().BeOfType<CelError>();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    private static void Mutate(string[] seeds, int seed, Action<string> run)
    {
        var random = new Random(seed);
        for (var i = 0; i < Rounds; i++)
        {
            var text = new StringBuilder(seeds[random.Next(seeds.Length)]);
            for (var n = random.Next(1, 5); n > 0 && text.Length > 1; n--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
                        break;
                    case 1:
                        text[at] = Characters[random.Next(Characters.Length)];
                        break;
                    case 2:
                        var length = Math.Min(random.Next(1, 20), text.Length - at);
                        text.Insert(random.Next(text.Length), text.ToString(at, length));
                        break;
                    default:
                        text.Insert(at, "null");
                        break;
                }
            }

            run(text.ToString());
        }
    }

    private static void Swallow<TExpected>(Action run)
        where TExpected : Exception => Swallow<TExpected, TExpected>(run);

    private static void Swallow<TFirst, TSecond>(Action run)
        where TFirst : Exception
        where TSecond : Exception
    {
        try
        {
            run();
        }
        catch (Exception e) when (e is TFirst or TSecond)
        {
            // The only exceptions bad input may cause.
        }
    }
}
