package io.drydock.testdata.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds public top-level types that no other package uses.
 *
 * <p>Used is also what stands in a signature of a public type, since a caller may pass it on
 * without a trace in its own class file, and a type with public constants, which the compiler
 * copies to where they are used.
 */
public final class NeedlessPublic {

  private NeedlessPublic() {}

  /** Judges by all classes that were imported together: tests should be among them. */
  public static ArchCondition<JavaClass> none() {
    return new ArchCondition<>("be public only when another package uses them") {
      @Override
      public void check(JavaClass each, ConditionEvents events) {
        if (isPublic(each) && each.isTopLevelClass() && !isUsedOutside(each)) {
          events.add(
              SimpleConditionEvent.violated(
                  each, each.getName() + " is public, but only its own package uses it"));
        }
      }
    };
  }

  private static boolean isPublic(JavaClass each) {
    return each.getModifiers().contains(PUBLIC);
  }

  private static boolean isUsedOutside(JavaClass each) {
    return hasConstants(each)
        || each.getDirectDependenciesToSelf().stream()
            .map(Dependency::getOriginClass)
            .anyMatch(user -> isElsewhere(user, each) || isPublic(user) && names(user, each));
  }

  private static boolean isElsewhere(JavaClass user, JavaClass used) {
    return !user.getPackageName().equals(used.getPackageName());
  }

  private static boolean hasConstants(JavaClass each) {
    return each.getFields().stream()
        .filter(field -> field.getModifiers().containsAll(Set.of(PUBLIC, STATIC, FINAL)))
        .map(JavaField::getRawType)
        .anyMatch(type -> type.isPrimitive() || type.isEquivalentTo(String.class));
  }

  private static boolean names(JavaClass user, JavaClass used) {
    if (user.equals(used)) {
      return false;
    }
    Set<JavaClass> named = new HashSet<>();
    Stream<JavaType> superTypes =
        Stream.concat(user.getSuperclass().stream(), user.getInterfaces().stream());
    superTypes.forEach(type -> named.addAll(type.getAllInvolvedRawTypes()));
    for (JavaField field : user.getFields()) {
      if (field.getModifiers().contains(PUBLIC)) {
        named.addAll(field.getType().getAllInvolvedRawTypes());
      }
    }
    for (JavaCodeUnit unit : user.getCodeUnits()) {
      if (unit.getModifiers().contains(PUBLIC)) {
        named.addAll(unit.getReturnType().getAllInvolvedRawTypes());
        unit.getParameterTypes().forEach(type -> named.addAll(type.getAllInvolvedRawTypes()));
        named.addAll(unit.getExceptionTypes());
      }
    }
    return named.contains(used);
  }
}
