using static Eso.Operator.Api.Schemas.Schema;

namespace Eso.Operator.Api.Schemas;

/// <summary><c>spec.provider.fake</c> of v1 stores (eso.md §1.4).</summary>
internal static class FakeProviderSchema
{
    public static Schema Spec => Object(
        ("data*", List(Object(
            ("key*", Text),
            ("value*", Text),
            ("version", Text)))),
        ("validationResult", Integer));
}
