using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary>generators.external-secrets.io/v1alpha1 GeneratorState (eso.md §8).</summary>
internal static class GeneratorStateSchema
{
    public static Schema Spec => Object(
        ("garbageCollectionDeadline", Time),
        ("resource*", Any.KeepUnknown()),
        ("state*", Any.KeepUnknown()));

    public static Schema Status => Object(
        ("conditions", List(Object(
            ("lastTransitionTime", Time),
            ("message", Text),
            ("reason", Text),
            ("status*", Text),
            ("type*", Text)))));
}
